from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..notify.quiet_hours import end_of_quiet

QUIET_FIELDS = ("brokersync_quiet", "brokersync_quiet_from", "brokersync_quiet_to")


class ResUsers(models.Model):
    """When and by which ways a person can be told something."""

    _inherit = "res.users"

    brokersync_quiet = fields.Boolean(
        "Quiet hours", help="E-mail, SMS and push wait until they end, except critical ones."
    )
    brokersync_quiet_from = fields.Float("Quiet from", digits=(6, 4), default=22)
    brokersync_quiet_to = fields.Float("Quiet until", digits=(6, 4), default=7)

    @property
    def SELF_READABLE_FIELDS(self):  # noqa: N802  Odoo's name
        return [*super().SELF_READABLE_FIELDS, *QUIET_FIELDS]

    @property
    def SELF_WRITEABLE_FIELDS(self):  # noqa: N802  Odoo's name
        return [*super().SELF_WRITEABLE_FIELDS, *QUIET_FIELDS]

    @api.constrains("brokersync_quiet_from", "brokersync_quiet_to")
    def _check_quiet_hours(self):
        for user in self:
            for hour in user.brokersync_quiet_from, user.brokersync_quiet_to:
                if not 0 <= hour < 24:
                    raise ValidationError(
                        self.env._("Quiet hours: %s is not a time of the day.", hour)
                    )

    def _brokersync_quiet_until(self, moment):
        """When the quiet hours that `moment` lies in end; None outside of them. Both are naive UTC."""
        self.ensure_one()
        if not self.brokersync_quiet:
            return None
        start, end = (
            round(hour * 60) % 1440
            for hour in (self.brokersync_quiet_from, self.brokersync_quiet_to)
        )
        ends = end_of_quiet(moment.replace(tzinfo=UTC), self.tz or "UTC", start, end)
        return ends and ends.replace(tzinfo=None)

    def _brokersync_notification_events(self):
        """Events this user can choose for, in sudo."""
        self.ensure_one()
        audience = "client" if self.share else "staff"
        events = self.env["brokersync.notification.event"].sudo()
        return events.search([("audience", "in", ("everyone", audience))])

    def _brokersync_reachable(self):
        """`{user: names of the personal channels through which he or she can be reached}`."""
        users = self.sudo()
        devices = self.env["mail.push.device"].sudo()
        proven = self.env["brokersync.phone.proof"]._proven(users)
        with_device = devices.search([("partner_id", "in", users.partner_id.ids)]).partner_id
        return {
            user: {
                "in_app",
                *(["email"] if user.email_normalized else []),
                *(["sms"] if user in proven else []),
                *(["push"] if user.partner_id in with_device else []),
            }
            for user in users
        }
