from odoo import api, fields, models
from odoo.fields import Domain

from ..kyc.steps import BROKER, CLOSED, COMPLIANCE, PREPARED, REVIEWED


class BrokersyncOnboarding(models.Model):
    """Whose turn it is, and what is late: what the queues of brokers and compliance are filtered by."""

    _inherit = "brokersync.onboarding"

    overdue = fields.Boolean(compute="_compute_overdue", search="_search_overdue")
    my_turn = fields.Boolean(
        compute="_compute_my_turn",
        search="_search_my_turn",
        help="The next step waits for somebody with your role.",
    )

    @api.depends("due_date", "state")
    def _compute_overdue(self):
        today = fields.Date.context_today(self)
        for record in self:
            record.overdue = bool(
                record.state not in CLOSED and record.due_date and record.due_date < today
            )

    def _search_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("state", "not in", CLOSED) & Domain("due_date", "<", "today")
        return (late if True in value else Domain.FALSE) | (
            ~late if False in value else Domain.FALSE
        )

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_my_turn(self):
        states = self._states_of_user()
        for record in self:
            record.my_turn = record.state in states

    def _search_my_turn(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = Domain("state", "in", self._states_of_user())
        return (mine if True in value else Domain.FALSE) | (
            ~mine if False in value else Domain.FALSE
        )

    def _states_of_user(self):
        """Steps that wait for somebody with this user's role: brokers prepare, compliance reviews."""
        user = self.env.user
        return [
            *(PREPARED if user.has_group(BROKER) else ()),
            *(REVIEWED if user.has_group(COMPLIANCE) else ()),
        ]
