from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessDenied, AccessError, UserError
from odoo.tools import email_normalize, escape_psql, hash_sign, verify_hash_signed

# Who somebody is: checked at onboarding, so a client changes it through the broker, or by proving the address.
IDENTITY_FIELDS = {"name", "email", "login"}
EMAIL_SCOPE = "brokersync_crm.email_change"
EMAIL_LINK_HOURS = 24
EMAIL_PAUSE = timedelta(minutes=5)


class ResUsers(models.Model):
    _inherit = "res.users"

    brokersync_email_change_at = fields.Datetime(
        "E-mail change asked", groups="base.group_system", copy=False
    )

    def write(self, vals):
        # Odoo lets every user write the own name and e-mail; for clients both have been verified.
        if not self.env.su and IDENTITY_FIELDS & vals.keys() and self.env.user.brokersync_trader_id:
            raise AccessError(
                self.env._("Change your e-mail address on your profile; your broker your name.")
            )
        return super().write(vals)

    def _request_email_change(self, email, password):
        """Mail a link to the new address of this user; nothing changes before it is opened.

        :raise UserError: password or address is wrong, or the last link was asked for within five minutes
        """
        self.ensure_one()
        address = email_normalize(email or "")
        if not address:
            raise UserError(self.env._("“%s” is not an e-mail address.", (email or "")[:80]))
        credential = {"type": "password", "login": self.login, "password": password}
        try:
            self.with_user(self)._check_credentials(credential, {"interactive": True})
        except AccessDenied as error:
            raise UserError(self.env._("The password is wrong.")) from error
        user = self.sudo()
        now = fields.Datetime.now()
        if user.brokersync_email_change_at and now - user.brokersync_email_change_at < EMAIL_PAUSE:
            raise UserError(self.env._("A link is on its way. Wait five minutes for another one."))
        user.brokersync_email_change_at = now
        values = [user.id, user.email, address]
        token = hash_sign(user.env, EMAIL_SCOPE, values, expiration_hours=EMAIL_LINK_HOURS)
        user._mail_profile(
            "brokersync_crm.mail_template_email_change",
            address,
            url=f"{user.get_base_url()}/my/profile/email?token={token}",
        )

    def _read_email_change(self, token):
        """New address of a link that is for this user, not expired and not used; else None."""
        try:
            user_id, old, new = verify_hash_signed(self.sudo().env, EMAIL_SCOPE, token) or (0, 0, 0)
        except ValueError:  # not base64, not our version, not JSON
            return None
        return new if user_id == self.id and old == self.sudo().email else None

    def _confirm_email_change(self, token):
        """Take the address the link was mailed to. Where it is the login, the login follows and other sessions end.

        :raise UserError: the link is no longer valid, or the address has become somebody's login
        """
        self.ensure_one()
        address = self._read_email_change(token)
        user = self.sudo()
        others = user.with_context(active_test=False).search_count(
            [("login", "=ilike", escape_psql(address or "")), ("id", "!=", user.id)]
        )
        if not address or others:
            raise UserError(self.env._("This link is no longer valid. Ask for a new one."))
        old = user.email
        is_login = email_normalize(user.login) == email_normalize(old or "")
        user.write({"email": address, **({"login": address} if is_login else {})})
        user._mail_profile("brokersync_crm.mail_template_email_changed", old, address=address)

    def _mail_profile(self, template, email_to, **context):
        """Queue a mail to one address, whatever the user's own is, and let the queue run now."""
        self.env.ref(template).with_context(**context).send_mail(
            self.id,
            email_values={"email_to": email_to, "recipient_ids": []},
            email_layout_xmlid="mail.mail_notification_light",
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
