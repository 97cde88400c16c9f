from odoo import api, models
from odoo.exceptions import UserError

from ..identity.password import weakness


class ResUsers(models.Model):
    """Passwords: how good they must be, and how they are forgotten."""

    _inherit = "res.users"

    def _set_password(self):
        for user in self.filtered("password"):
            user._brokersync_check_password(user.password)
        res = super()._set_password()
        for user in self:
            self.env["brokersync.security.event"]._log(
                "auth", "success", action="password changed", user=user
            )
        return res

    def _brokersync_check_password(self, password):
        """Raise UserError saying why `password` is too easy to guess for this person."""
        score = int(
            self.env["ir.config_parameter"].sudo().get_param("brokersync.password_score", 0)
        )
        known = [
            word
            for word in (self.login, self.name, self.email, self.brokersync_firm_id.name)
            if word
        ]
        if reason := weakness(password, known, score):
            raise UserError(reason)

    @api.model
    def reset_password(self, login):
        """Ask for a link to choose a new password.

        Nothing is looked up now, so that neither the answer nor its time tells whether the account exists.
        """
        self.env["brokersync.password.request"]._ask(login)
