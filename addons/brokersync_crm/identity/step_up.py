"""Asking again who sits there, before something that an unattended screen must not allow."""

from functools import wraps

from odoo.addons.base.models.res_users import check_identity
from odoo.http import request


def step_up(method):
    """Decorator of action methods: ask for a password or second factor unless one was given in the last ten minutes.

    As Odoo's `check_identity`, whose window it shows; but jobs and the shell, where nobody can be asked, go on.
    Programs that come with a key get the window's action for an answer, and nothing is done.
    """
    checked = check_identity(method)

    @wraps(method)
    def asked(self, *args, **kwargs):
        return (checked if request else method)(self, *args, **kwargs)

    # Odoo goes on after the window with methods that say so only.
    asked.__has_check_identity = True
    return asked
