from odoo import api, models
from odoo.exceptions import ValidationError

from ..screening.homoglyph import skeleton


class ResUsers(models.Model):
    """Nobody gets a login that is taken for a colleague's: `br0ker`, or `broker` with a Cyrillic letter."""

    _inherit = "res.users"

    @api.constrains("login")
    def _check_look_alike(self):
        for user in self:
            self._brokersync_refuse_look_alike(user.login, user.email, but=user)

    @api.model
    def _brokersync_refuse_look_alike(self, *names, but=()):
        """Raise ValidationError when one of the logins or addresses looks like the login of staff other than `but`."""
        staff = self.sudo().search_fetch([("share", "=", False)], ["login"])
        logins = {user.login.lower() for user in staff if user not in but}
        looks = {skeleton(login) for login in logins}
        for name in filter(None, names):
            if name.lower() not in logins and skeleton(name) in looks:
                raise ValidationError(
                    self.env._(
                        "“%s” looks like the login of a member of staff and could be taken for it. "
                        "Choose another one.",
                        name,
                    )
                )
