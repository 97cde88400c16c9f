from odoo import api, fields, models

from .brokersync_notification_event import CATEGORIES

WHO = [
    ("broker", "Brokers of the firm"),
    ("risk", "Risk officers"),
    ("compliance", "Compliance officers"),
    ("administrator", "Administrators"),
    ("user", "A person"),
]

GROUPS = {
    "risk": "brokersync_crm.group_risk_officer",
    "compliance": "brokersync_crm.group_compliance_officer",
    "administrator": "brokersync_crm.group_administrator",
}


class BrokersyncNotificationLadder(models.Model):
    """Who is told next when nobody acknowledges."""

    _name = "brokersync.notification.ladder"
    _description = "Escalation ladder"
    _inherit = ["brokersync.clean.text"]
    _order = "sequence, id"
    _allow_sudo_commands = False

    name = fields.Char(required=True, size=100)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    category = fields.Selection(CATEGORIES, help="Empty: every category.")
    priority = fields.Selection(
        [("p1", "P1 only"), ("p2", "P2 only")], help="Empty: whatever must be acknowledged."
    )
    step_ids = fields.One2many("brokersync.notification.ladder.step", "ladder_id", string="Steps")

    @api.model
    def _for(self, category, priority):
        """The first ladder that fits, or none."""
        return self.sudo().search(
            [("category", "in", (category, False)), ("priority", "in", (priority, False))], limit=1
        )


class BrokersyncNotificationLadderStep(models.Model):
    _name = "brokersync.notification.ladder.step"
    _description = "Step of an escalation ladder"
    _order = "ladder_id, sequence, id"
    _rec_name = "who"
    _allow_sudo_commands = False

    ladder_id = fields.Many2one(
        "brokersync.notification.ladder", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    after = fields.Integer(
        "Minutes", required=True, default=10, help="Since the step before, or the event."
    )
    who = fields.Selection(WHO, required=True, default="compliance")
    user_id = fields.Many2one("res.users", string="Person", domain=[("share", "=", False)])

    _after_range = models.Constraint(
        "CHECK (after BETWEEN 1 AND 1440)", "A step waits between 1 minute and one day."
    )
    _person = models.Constraint(
        "CHECK (who <> 'user' OR user_id IS NOT NULL)", "Choose the person this step tells."
    )

    def _users(self, firm):
        """Whom this step tells about something of `firm` (which may be none)."""
        self.ensure_one()
        if self.who == "broker":
            return firm.broker_ids.filtered("active")
        if self.who == "user":
            return self.user_id.filtered("active")
        return self.env.ref(GROUPS[self.who]).all_user_ids.filtered("active")
