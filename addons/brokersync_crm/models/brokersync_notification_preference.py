from odoo import api, fields, models

from .brokersync_notification_event import PERSONAL_CHANNELS


class BrokersyncNotificationPreference(models.Model):
    """How one person wants to be told of one event. Without a record the event's defaults hold."""

    _name = "brokersync.notification.preference"
    _description = "Notification preference"
    _order = "event_id"
    _rec_name = "event_id"
    _allow_sudo_commands = False

    user_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
    )
    event_id = fields.Many2one(
        "brokersync.notification.event", required=True, readonly=True, ondelete="cascade"
    )
    category = fields.Selection(related="event_id.category")
    mandatory = fields.Boolean(related="event_id.mandatory")
    in_app = fields.Boolean("In app")
    email = fields.Boolean("E-mail")
    sms = fields.Boolean("SMS")
    push = fields.Boolean()

    _user_event_uniq = models.Constraint(
        "UNIQUE (user_id, event_id)", "This person has chosen for this event already."
    )

    @api.model
    def _chosen(self, users, events):
        """`{(user id, event id): set of channel names}` of those who have chosen."""
        found = self.sudo().search([("user_id", "in", users.ids), ("event_id", "in", events.ids)])
        return {
            (one.user_id.id, one.event_id.id): {name for name in PERSONAL_CHANNELS if one[name]}
            for one in found
        }

    @api.model
    def _choose(self, choices):
        """Keep what the current user has chosen.

        :param choices: `{event: set of channel names}` of events for this user
        """
        own = self.sudo().search([("user_id", "=", self.env.uid)])
        by_event = {one.event_id: one for one in own}
        for event, channels in choices.items():
            values = {name: name in channels for name in PERSONAL_CHANNELS}
            usual = all(event[name] == wanted for name, wanted in values.items())
            if event in by_event:
                by_event[event].unlink() if usual else by_event[event].write(values)
            elif not usual:
                self.sudo().create({"user_id": self.env.uid, "event_id": event.id, **values})

    @api.model
    def action_open_mine(self):
        """Open the current user's choice for every event there is for him or her."""
        self.check_access("write")
        events = self.env.user._brokersync_notification_events()
        missing = events - self.search([("user_id", "=", self.env.uid)]).event_id
        self.sudo().create(
            [
                {
                    "user_id": self.env.uid,
                    "event_id": event.id,
                    **{name: event[name] for name in PERSONAL_CHANNELS},
                }
                for event in missing
            ]
        )
        return self.env["ir.actions.act_window"]._for_xml_id(
            "brokersync_crm.action_brokersync_notification_preference"
        )
