from datetime import timedelta

from odoo import api, fields, models


class BrokersyncNotification(models.Model):
    """What nobody acknowledges in time goes up the ladder, step by step. Each step stays on record as notifications."""

    _inherit = "brokersync.notification"

    escalate_at = fields.Datetime("Escalates at", readonly=True)
    escalation_level = fields.Integer(
        "Escalation level",
        readonly=True,
        help="0 when told first, then the number of the ladder's step.",
    )

    _escalating = models.Index("(escalate_at) WHERE escalate_at IS NOT NULL")

    @api.model
    def _first_escalation(self, category, priority, now):
        """When something that must be acknowledged goes to the first step of its ladder, or False."""
        steps = self.env["brokersync.notification.ladder"]._for(category, priority).step_ids
        return bool(steps) and now + timedelta(minutes=steps[0].after)

    @api.model
    def _escalate_due(self):
        """Cron: tell the next step about every incident whose time has come."""
        due = self.search([("escalate_at", "<=", fields.Datetime.now())], order="id")
        for incident, notifications in due.grouped("incident").items():
            self._escalate(incident, notifications[-1])

    @api.model
    def _escalate(self, incident, last):
        """Tell the next step that has somebody who was not told yet; skip steps that have nobody."""
        told = self.search([("incident", "=", incident)])
        told.write({"escalate_at": False})
        if any(told.mapped("acknowledged_at")):
            return
        level = max(told.mapped("escalation_level"))
        steps = (
            self.env["brokersync.notification.ladder"]._for(last.category, last.priority).step_ids
        )
        for number, step in enumerate(steps[level:], level + 1):
            if users := step._users(last.firm_id) - told.user_id:
                following = steps[number : number + 1]
                self._tell_step(
                    last,
                    users,
                    {
                        "escalation_level": number,
                        "escalate_at": bool(following)
                        and fields.Datetime.now() + timedelta(minutes=following.after),
                    },
                )
                return

    @api.model
    def _tell_step(self, last, users, escalation):
        first = self.search([("incident", "=", last.incident)], order="id", limit=1)
        raised = self._notify(
            last.event_id.code,
            users,
            title=self.env._("Not acknowledged: %s", first.title),
            body=first.body,
            record=first._about(),
            url=first.url or "",
            priority=last.priority,
        )
        raised.write({**escalation, "incident": last.incident, "acknowledge_required": True})
