from collections import defaultdict

from odoo import api, models
from odoo.exceptions import ValidationError

from ..screening.homoglyph import skeleton


class ResUsers(models.Model):
    """Nobody gets a login that is taken for a colleague's: `br0ker`, or `broker` with a Cyrillic letter."""

    _inherit = "res.users"

    @api.constrains("login")
    def _check_look_alike(self):
        self._brokersync_refuse_look_alike(
            (name, user.login) for user in self for name in (user.login, user.email)
        )

    @api.model
    def _brokersync_refuse_look_alike(self, names):
        """Refuse logins and addresses that look like a login of staff and are another one.

        :param names: pairs of a login or address (or False), and the login of whoever has it ("" before there is one)
        :raise ValidationError: naming the one that can be taken for a colleague's
        """
        looks = defaultdict(set)
        for user in self.sudo().search_fetch([("share", "=", False)], ["login"]):
            looks[skeleton(user.login)].add(user.login.lower())
        for name, own in names:
            if name and looks.get(skeleton(name), set()) - {name.lower(), own.lower()}:
                raise ValidationError(
                    self.env._(
                        "“%s” looks like the login of a member of staff and could be taken for it. "
                        "Choose another one.",
                        name,
                    )
                )
