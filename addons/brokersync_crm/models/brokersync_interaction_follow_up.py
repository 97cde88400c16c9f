from datetime import timedelta

from odoo import api, fields, models

FOLLOW_UP = "brokersync_crm.activity_type_follow_up"
ESCALATION = "brokersync_crm.activity_type_escalation"
ESCALATION_DAYS = "brokersync_crm.follow_up_escalation_days"
DEFAULT_ESCALATION_DAYS = 2
BATCH = 500
OPEN_ACTIVITIES = tuple(
    f"activity_ids.{name}" for name in ("active", "activity_type_id", "date_deadline")
)


class BrokersyncInteraction(models.Model):
    """What is still to be done: an activity with a due date, which escalates when it is overdue."""

    _inherit = "brokersync.interaction"

    follow_up_id = fields.Many2one(
        "mail.activity",
        string="Follow-up",
        compute="_compute_follow_up_id",
        help="The next one that is not done.",
    )
    follow_up_date = fields.Date(
        "Follow up by", compute="_compute_follow_up_date", inverse="_inverse_follow_up_date"
    )
    escalated_at = fields.Datetime("Escalated", readonly=True, copy=False)
    escalated_due = fields.Date(
        readonly=True,
        copy=False,
        help="Date of the follow-up that escalated: another one may again.",
    )

    @api.depends(*OPEN_ACTIVITIES)
    def _compute_follow_up_id(self):
        kind = self.env.ref(FOLLOW_UP)
        for interaction in self:
            interaction.follow_up_id = interaction.activity_ids.filtered(
                lambda activity: activity.active and activity.activity_type_id == kind
            ).sorted("date_deadline")[:1]

    @api.depends(*OPEN_ACTIVITIES)
    def _compute_follow_up_date(self):
        for interaction in self:
            interaction.follow_up_date = interaction.follow_up_id.date_deadline

    def _inverse_follow_up_date(self):
        for interaction in self:
            due, activity = interaction.follow_up_date, interaction.follow_up_id
            if not due:
                activity.unlink()
            elif activity:
                activity.date_deadline = due
            else:
                interaction._plan_follow_up(due)

    @api.onchange("outcome_id")
    def _onchange_outcome_id(self):
        """Propose a date where the outcome asks for one; take the proposal back when it no longer does."""
        proposal = self._next_working_day()
        if self.outcome_id.follow_up:
            self.follow_up_date = self.follow_up_date or proposal
        elif self.follow_up_date == proposal and not self._origin.follow_up_date:
            self.follow_up_date = False

    @api.model_create_multi
    def create(self, vals_list):
        """An outcome that asks for a follow-up gets one, whether or not somebody chose a date."""
        # Only when the record is there with its followers, whom the activity of one adds to.
        vals_list = [dict(vals) for vals in vals_list]
        dates = [vals.pop("follow_up_date", False) for vals in vals_list]
        interactions = super().create(vals_list)
        for interaction, due in zip(interactions, dates, strict=True):
            if due or interaction.outcome_id.follow_up:
                interaction.follow_up_date = due or self._next_working_day()
        return interactions

    @api.model
    def _next_working_day(self):
        day = fields.Date.context_today(self) + timedelta(days=1)
        return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)

    def _plan_follow_up(self, due):
        self.activity_schedule(
            FOLLOW_UP,
            date_deadline=due,
            summary=self.env._("Follow up: %s", self.display_name),
            user_id=self.broker_id.id,
        )

    @api.model
    def _cron_escalate(self):
        """Hand overdue follow-ups to the firm's other brokers, or to the administrators when there is none."""
        days = self.env["ir.config_parameter"].sudo().get_param(ESCALATION_DAYS, "")
        days = int(days) if days.isdecimal() else DEFAULT_ESCALATION_DAYS
        overdue = self.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("activity_type_id", "=", self.env.ref(FOLLOW_UP).id),
                ("date_deadline", "<", fields.Date.today() - timedelta(days=days)),
            ]
        )
        waiting = self.browse(overdue.mapped("res_id")).filtered(
            lambda interaction: interaction.escalated_due != interaction.follow_up_date
        )
        batch = waiting[:BATCH]
        for interaction in batch:
            interaction._escalate()
        self.env["ir.cron"]._commit_progress(len(batch), remaining=len(waiting) - len(batch))

    def _escalate(self):
        """Remind those who can step in, once for each follow-up, and put it on record in the chatter."""
        self.ensure_one()
        late = self.follow_up_id
        others = self.firm_id.broker_ids - late.user_id
        if not others:
            administrators = self.env.ref("brokersync_crm.group_administrator").all_user_ids
            others = (
                administrators.filtered("active") - late.user_id - self.env.ref("base.user_root")
            )
        note = self.env._(
            "%(broker)s was to follow up by %(due)s.",
            broker=late.user_id.name,
            due=fields.Date.to_string(late.date_deadline),
        )
        for user in others:
            self.activity_schedule(
                ESCALATION,
                summary=self.env._("Overdue: %s", self.display_name),
                note=note,
                user_id=user.id,
            )
        self.write({"escalated_at": fields.Datetime.now(), "escalated_due": late.date_deadline})
        self.message_post(
            body=self.env._(
                "%(note)s Escalated to %(names)s.",
                note=note,
                names=", ".join(others.mapped("name")),
            )
        )

    def _withdraw_escalation(self):
        """Take back the reminders of those who were to step in, where nothing is overdue any more."""
        today = fields.Date.today()
        settled = self.filtered(
            lambda interaction: (
                not interaction.follow_up_date or interaction.follow_up_date >= today
            )
        )
        if settled:
            settled.activity_unlink([ESCALATION])
