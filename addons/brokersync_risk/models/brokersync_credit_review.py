from odoo import api, fields, models
from odoo.addons.brokersync_oms.big_integer import BigInteger
from odoo.exceptions import AccessError, UserError

from ..const import CREDIT_STATE, START_LIMITS
from ..limit_math import PLAIN

OFFICER = "brokersync_crm.group_risk_officer"


class BrokersyncCreditReview(models.Model):
    """What a new client's first account may order and hold, decided by a risk officer while the firm is onboarded.

    The pipeline opens it, one for an onboarding, with the house's starting limits; a risk officer grants these or
    others, or refuses. The account opens with what stands here. Who decided here does not approve the onboarding.
    """

    _name = "brokersync.credit.review"
    _description = "Credit review of a new client"
    _inherit = [
        "brokersync.clean.text",
        "brokersync.system.fields",
        "brokersync.audited",
        "brokersync.firm.owned",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _rec_name = "firm_id"
    _allow_sudo_commands = False
    _audited_fields = (*PLAIN, "state", "reason")
    _system_fields = ("onboarding_id", "firm_id", "state", "decided_by_id", "decided_at")

    onboarding_id = fields.Many2one(
        "brokersync.onboarding", required=True, readonly=True, ondelete="cascade"
    )
    firm_id = fields.Many2one(related="onboarding_id.firm_id", store=True, precompute=True)
    products = fields.Selection(related="onboarding_id.products")
    step = fields.Selection(related="onboarding_id.state", string="Onboarding at")
    max_order_qty = fields.Integer(
        "Largest order",
        default=lambda self: self._start_limits()["max_order_qty"],
        tracking=True,
        help="Contracts in one order; 0 means no limit.",
    )
    max_notional = BigInteger(
        "Largest order value",
        tracking=True,
        help="Price × contracts × multiplier of one order, in whole units of its currency; 0 means no limit.",
    )
    position_limit = fields.Integer(
        "Position limit",
        default=lambda self: self._start_limits()["position_limit"],
        tracking=True,
        help="Contracts long or short in one instrument, counting open orders; never without limit.",
    )
    rate = fields.Integer(
        "Orders a second",
        default=lambda self: self._start_limits()["rate"],
        tracking=True,
        help="0 means no limit.",
    )
    reason = fields.Char(size=200, tracking=True, help="What the decision rests on.")
    state = fields.Selection(
        CREDIT_STATE, required=True, default="waiting", readonly=True, tracking=True, index=True
    )
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    decided_at = fields.Datetime("Decided", readonly=True)

    _onboarding_uniq = models.UniqueIndex(
        "(onboarding_id)", "The credit of this onboarding is reviewed already."
    )
    _position_limited = models.Constraint(
        "CHECK (state <> 'granted' OR position_limit > 0)",
        "A new client's account opens with a position limit above zero.",
    )

    @api.model
    def _start_limits(self):
        """The limits a new client's account begins with when nobody decided others; see the settings."""
        get = self.env["ir.config_parameter"].sudo().get_param
        values = {name: get(f"brokersync_risk.start_{name}", "") for name in START_LIMITS}
        return {
            name: int(value) if value.isdecimal() and int(value) else START_LIMITS[name]
            for name, value in values.items()
        }

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self.env["brokersync.risk.limit"]._check_whole(vals)
        reviews = super().create(vals_list)
        reviews._ask_officers()
        return reviews

    def write(self, vals):
        self.env["brokersync.risk.limit"]._check_whole(vals)
        decided = any(review.state != "waiting" for review in self)
        if decided and not self.env.su and {*PLAIN, "reason"} & vals.keys():
            raise UserError(
                self.env._("The credit was decided already. Take the decision back first.")
            )
        return super().write(vals)

    def action_grant(self):
        """Let the account open with these limits."""
        for review in self:
            if review.position_limit <= 0:
                raise UserError(
                    self.env._("Position limit: set one above zero before you grant the credit.")
                )
        self._decide("granted")

    def action_refuse(self):
        """Keep the onboarding from being approved."""
        for review in self:
            if not review.reason:
                raise UserError(self.env._("Reason: say why the credit is refused."))
        self._decide("refused")

    def action_decide_again(self):
        """Take a decision back, as long as the onboarding is open."""
        self._close("waiting", decided_by_id=False, decided_at=False)
        self.sudo()._ask_officers()

    def _decide(self, state):
        if any(review.state != "waiting" for review in self):
            raise UserError(self.env._("The credit was decided already."))
        self._close(state, decided_by_id=self.env.uid, decided_at=fields.Datetime.now())
        self.sudo().activity_unlink(["brokersync_risk.activity_type_credit_review"])

    def _close(self, state, **values):
        self.check_access("write")
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only risk officers decide about credit."))
        self.lock_for_update()
        for review in self:
            if review.step in ("approved", "rejected"):
                raise UserError(
                    self.env._(
                        "The onboarding of %s is closed. Change the limits of its accounts.",
                        review.firm_id.name,
                    )
                )
        self.sudo().write({"state": state, **values})

    def _granted(self):
        """Values of the first account's limit: those granted, or the house's starting limits."""
        if self.state == "granted":
            return {name: self[name] for name in PLAIN}
        return self._start_limits()

    def _ask_officers(self):
        officers = self.env.ref(OFFICER).all_user_ids.filtered("active")
        for review in self:
            for user in officers:
                review.activity_schedule(
                    "brokersync_risk.activity_type_credit_review", user_id=user.id
                )
