from odoo import _, api, fields, models
from odoo.addons.brokersync_oms.big_integer import BigInteger
from odoo.exceptions import AccessError, UserError

from ..limit_math import PLAIN

STATE = [
    ("pending", "Waiting for a second officer"),
    ("approved", "Approved"),
    ("refused", "Refused"),
    ("withdrawn", "Withdrawn"),
]

DECISION_FIELDS = {"state", "decided_by_id", "decided_at"}


class BrokersyncRiskLimitChange(models.Model):
    """Four eyes: one risk officer proposes new values of a limit, another one approves them.

    Who proposed is `create_uid`, which nobody can choose, neither over RPC nor by import.
    """

    _name = "brokersync.risk.limit.change"
    _description = "Change of a trading limit"
    _inherit = ["brokersync.firm.owned", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "limit_id"
    _allow_sudo_commands = False
    _mail_post_access = "read"

    limit_id = fields.Many2one(
        "brokersync.risk.limit",
        required=True,
        index=True,
        ondelete="restrict",
        context={"active_test": False},
    )
    firm_id = fields.Many2one(related="limit_id.firm_id", store=True, precompute=True)
    account_id = fields.Many2one(related="limit_id.account_id")
    instrument_id = fields.Many2one(related="limit_id.instrument_id")
    in_force = fields.Boolean(
        "In force",
        default=True,
        help="Unticked, the limit is lifted: the account or firm trades without it.",
    )
    max_order_qty = fields.Integer(
        "Largest order",
        compute="_compute_from_limit",
        store=True,
        readonly=False,
        precompute=True,
    )
    max_notional = BigInteger(
        "Largest order value",
        compute="_compute_from_limit",
        store=True,
        readonly=False,
        precompute=True,
    )
    position_limit = fields.Integer(
        "Position limit",
        compute="_compute_from_limit",
        store=True,
        readonly=False,
        precompute=True,
    )
    rate = fields.Integer(
        "Orders a second",
        compute="_compute_from_limit",
        store=True,
        readonly=False,
        precompute=True,
    )
    limit_active = fields.Boolean("In force now", related="limit_id.active", tracking=False)
    limit_max_order_qty = fields.Integer(
        "Largest order now", related="limit_id.max_order_qty", tracking=False
    )
    limit_max_notional = BigInteger(
        "Largest order value now", related="limit_id.max_notional", tracking=False
    )
    limit_position_limit = fields.Integer(
        "Position limit now", related="limit_id.position_limit", tracking=False
    )
    limit_rate = fields.Integer("Orders a second now", related="limit_id.rate", tracking=False)
    reason = fields.Char(required=True, size=200)
    state = fields.Selection(STATE, required=True, default="pending", readonly=True, tracking=True)
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    decided_at = fields.Datetime("Decided", readonly=True)
    proposed_by_me = fields.Boolean(compute="_compute_proposed_by_me")

    _pending_uniq = models.UniqueIndex(
        "(limit_id) WHERE state = 'pending'", "A change of this limit waits for a decision already."
    )
    _four_eyes = models.Constraint(
        "CHECK (state NOT IN ('approved', 'refused') OR decided_by_id IS DISTINCT FROM create_uid)",
        "Who proposed a change cannot decide about it.",
    )

    @api.depends("limit_id")
    def _compute_from_limit(self):
        for change in self:
            for name in PLAIN:
                change[name] = change.limit_id[name]

    @api.depends_context("uid")
    def _compute_proposed_by_me(self):
        for change in self:
            change.proposed_by_me = change.create_uid == self.env.user

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self.env["brokersync.risk.limit"]._check_whole(vals)
            if DECISION_FIELDS & vals.keys() and not self.env.su:
                raise AccessError(_("A proposal is decided by another risk officer."))
        changes = super().create(vals_list)
        changes.sudo()._ask_others()
        return changes

    def action_approve(self):
        """Put the proposed values in force; not for the one who proposed them."""
        self._decide("approved")
        for change in self.sudo():
            values = {name: change[name] for name in PLAIN}
            change.limit_id.write(values | {"active": change.in_force})

    def action_refuse(self):
        """Leave the limit as it is; not for the one who proposed the change."""
        self._decide("refused")

    def action_withdraw(self):
        """Take the own proposal back."""
        if any(not change.proposed_by_me for change in self):
            raise UserError(_("Only who proposed a change can withdraw it. Refuse it instead."))
        self._close("withdrawn")

    def _decide(self, state):
        if any(change.proposed_by_me for change in self):
            raise UserError(_("You proposed this change: another risk officer must decide."))
        self._close(state)

    def _close(self, state):
        if not self.env.user.has_group("brokersync_crm.group_risk_officer"):
            raise AccessError(_("Only risk officers decide about limits."))
        self.check_access("read")
        if any(change.state != "pending" for change in self):
            raise UserError(_("This change was decided already."))
        changes = self.sudo()
        changes.write(
            {
                "state": state,
                "decided_by_id": self.env.user.id,
                "decided_at": fields.Datetime.now(),
            }
        )
        changes.activity_unlink(["brokersync_risk.activity_type_limit_change"])

    def _ask_others(self):
        officers = self.env.ref("brokersync_crm.group_risk_officer").all_user_ids
        for change in self:
            for user in officers.filtered("active") - change.create_uid:
                change.activity_schedule(
                    "brokersync_risk.activity_type_limit_change",
                    user_id=user.id,
                    note=change.reason,
                )
