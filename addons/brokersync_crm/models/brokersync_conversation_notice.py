from datetime import timedelta

from odoo import fields, models

TO_CLIENT = "message.received"
TO_DESK = "message.from_client"
PORTAL = "/my/messages"
NEWS = timedelta(hours=1)  # what is older was brought in later, and is news to nobody


class BrokersyncConversation(models.Model):
    """Whoever is written to is told, also when no screen of ours is open. Never what was written: that is sealed."""

    _inherit = "brokersync.conversation"

    def _advance(self, communication):
        super()._advance(communication)
        if communication.sent_at < fields.Datetime.now() - NEWS:
            return
        if communication.direction == "in" and communication.channel != "call":
            self._announce(
                TO_DESK, self.firm_id._desk(), communication, record=self.firm_id, url=self._hub()
            )
        elif communication.direction == "out" and communication.channel == "in_app":
            trader = self.sudo().trader_id.filtered("can_view")
            self._announce(TO_CLIENT, trader.user_id, communication, url=PORTAL)

    def _announce(self, event, users, communication, **where):
        communication = communication.sudo()
        writer = communication.trader_id if event == TO_DESK else communication.broker_id
        self.env["brokersync.notification"]._notify(
            event,
            users - self.env.user,
            title=self.env._("%s wrote to you", writer.name or communication.firm_id.name),
            group_key=f"conversation {self.id}",
            **where,
        )

    def _hub(self):
        """Path of this conversation at the desk."""
        return (
            f"/odoo/messages?trader_id={self.trader_id.id}" if self.trader_id else "/odoo/messages"
        )

    def _mark_read(self, side, user):
        if side == "client":
            self._take_back(TO_CLIENT, user, PORTAL)
        else:
            self._take_back(TO_DESK, self.firm_id._desk(), self._hub())
        return super()._mark_read(side, user)

    def _take_back(self, event, users, url):
        """What was read needs no notice any more; what has not gone out yet does not go out."""
        told = [("user_id", "in", users.ids), ("event_id.code", "=", event), ("url", "=", url)]
        notices = self.env["brokersync.notification"].sudo()
        notices.search([*told, ("read_at", "=", False)])._forget()
