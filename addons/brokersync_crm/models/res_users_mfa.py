from odoo import models
from odoo.addons.base.models.res_users import check_identity
from odoo.exceptions import AccessDenied, AccessError, UserError

from ..identity import recovery


class ResUsers(models.Model):
    """Second factors: who must have one, and the way back in without the authenticator."""

    _inherit = "res.users"

    def _brokersync_mfa_required(self):
        """Whether a group of the user requires a second factor."""
        self.ensure_one()
        groups = self.env["res.groups"]._brokersync_mfa_groups()
        return bool(groups.intersection(self._get_group_ids()))

    def _brokersync_mfa_missing(self):
        """Whether a group of the user requires a second factor that is not set up."""
        user = self.sudo()
        return self._brokersync_mfa_required() and not (
            user.totp_enabled or user.auth_passkey_key_ids
        )

    def _rpc_api_keys_only(self):
        """Over RPC nobody is asked for a second factor: there the password of who must have one opens nothing."""
        return self._brokersync_mfa_required() or super()._rpc_api_keys_only()

    def _login(self, credential, user_agent_env):
        """A passkey is a second factor only where the password alone does not open the same door."""
        auth_info = super()._login(credential, user_agent_env)
        user = self.sudo().browse(auth_info["uid"])
        if (
            auth_info["auth_method"] == "password"
            and user._brokersync_mfa_required()
            and user.auth_passkey_key_ids
            and not user.totp_enabled
        ):
            self.env["brokersync.security.event"]._log(
                "auth", "refused", action="password without passkey", user=user, durable=True
            )
            raise AccessDenied(
                self.env._("Your role requires a second factor: log in with your passkey.")
            )
        return auth_info

    @check_identity
    def action_recovery_codes(self):
        """Make new recovery codes for oneself, after the password or a factor was given again.

        Old ones end.
        :return: list of codes, shown once
        """
        if self != self.env.user:
            raise AccessError(self.env._("Recovery codes are made by the person they are for."))
        if not self.totp_enabled:
            raise UserError(self.env._("Set up an authenticator first; the codes stand in for it."))
        return self.env["brokersync.recovery.code"]._renew(self)

    def _check_credentials(self, credential, env):
        token = credential.get("token")
        if (
            credential["type"] == "totp"
            and isinstance(token, int)
            and recovery.is_recovery_code(token)
        ):
            return self._brokersync_check_recovery_code(str(token))
        return super()._check_credentials(credential, env)

    def _brokersync_check_recovery_code(self, code):
        # On the second-factor page the current user is still nobody: the user is `self`.
        # Counted together with the authenticator's codes: five tries an hour.
        self._totp_rate_limit("code_check")
        if not self.env["brokersync.recovery.code"]._use(self, code):
            raise AccessDenied(self.env._("This recovery code is not valid, or was used before."))
        self._totp_rate_limit_purge("code_check")
        self.env["brokersync.security.event"]._log(
            "auth", "success", action="recovery code used", user=self
        )
        return {"uid": self.id, "auth_method": "totp", "mfa": "default"}

    def write(self, vals):
        res = super().write(vals)
        if "totp_secret" in vals:
            action = "second factor set" if vals["totp_secret"] else "second factor removed"
            for user in self:
                self.env["brokersync.security.event"]._log(
                    "auth", "success", action=action, user=user
                )
            if not vals["totp_secret"]:
                self.env["brokersync.recovery.code"].sudo().search(
                    [("user_id", "in", self.ids)]
                ).unlink()
        if "group_ids" in vals:
            for user in self:
                self.env["brokersync.security.event"]._log(
                    "permission",
                    "success",
                    action="groups changed",
                    user=user,
                    by=self.env.user.login,
                    groups=sorted(user.sudo().group_ids.mapped("full_name")),
                )
        return res
