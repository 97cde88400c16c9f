from odoo import _, api, fields, models
from odoo.addons.brokersync_oms.const import PRICE_DIGITS
from odoo.addons.brokersync_oms.entry import check_price, check_text
from odoo.addons.brokersync_oms.sidecar_client import SidecarClient, SidecarUnavailable
from odoo.exceptions import AccessError, UserError, ValidationError

KIND = [("bust", "Cancel the trade"), ("correct", "Correct the price")]


class BrokersyncTradeChange(models.Model):
    """The cancellation or correction of a trade made in error: who asked, why, and what came of it.

    Kept for good. The positions and orders follow from the sidecar's events, not from this record.
    """

    _name = "brokersync.trade.change"
    _description = "Cancelled or corrected trade"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _rec_name = "trade_id"
    _allow_sudo_commands = False

    execution_id = fields.Many2one(
        "brokersync.execution",
        "Fill",
        required=True,
        readonly=True,
        ondelete="restrict",
        domain="[('exec_type', '=', 'trade')]",
    )
    trade_id = fields.Char(compute="_compute_trade_id", store=True)
    instrument_id = fields.Many2one(related="execution_id.instrument_id", store=True)
    last_qty = fields.Integer(related="execution_id.last_qty")
    last_px = fields.Float(
        "Price traded", related="execution_id.last_px", digits=PRICE_DIGITS, aggregator=None
    )
    kind = fields.Selection(KIND, required=True, default="bust", string="What to do")
    price = fields.Float(
        "Right price", digits=PRICE_DIGITS, help="For a correction.", aggregator=None
    )
    reason = fields.Char(required=True, help="What went wrong, and who agreed.")
    state = fields.Selection(
        [("draft", "Being written"), ("done", "Done"), ("refused", "Refused")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    answer = fields.Char(readonly=True, copy=False, tracking=True)
    user_id = fields.Many2one("res.users", "Done by", readonly=True, copy=False)

    _price_finite = models.Constraint(
        "CHECK (abs(price) < 1e12)", "Right price (price) must be a finite number."
    )

    @api.model
    def _brokersync_greyed_out(self, name):
        # The fill is chosen in the list: the form has it from there, and keeps it.
        return name != "execution_id" and super()._brokersync_greyed_out(name)

    @api.depends("execution_id")
    def _compute_trade_id(self):
        for change in self:
            trade = change.execution_id.trade_id
            change.trade_id = str(trade) if trade else False

    @api.depends("trade_id")
    def _compute_display_name(self):
        for change in self:
            change.display_name = _("Trade %s", change.trade_id)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("reason"):
                raise ValidationError(_("Reason (reason): say what went wrong."))
            check_text(self.env, "reason", vals["reason"])
            self._check_not_owned(vals)
        changes = super().create(vals_list)
        for change in changes:
            if change.execution_id.exec_type != "trade" or not change.execution_id.trade_id:
                raise UserError(_("Fill (execution_id): only a trade can be changed."))
        return changes

    def write(self, vals):
        self._check_not_owned(vals)
        if not self.env.su and any(change.state == "done" for change in self):
            raise UserError(_("What was done stays on record as it is."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        if any(change.state != "draft" for change in self):
            raise UserError(_("What was asked of the market stays on record."))

    def _check_not_owned(self, vals):
        if not self.env.su and {"state", "answer", "user_id"} & vals.keys():
            raise AccessError(_("The outcome is not yours to set (state, answer, user_id)."))

    def action_apply(self):
        """Have the sidecar cancel or correct the trade, and record the outcome.

        :raise AccessError: not a risk officer
        :raise ValidationError: the price is not one of the instrument's
        :raise UserError: done before, or the sidecar cannot be reached: nothing is known to have changed
        """
        self.ensure_one()
        if not self.env.user.has_group("brokersync_crm.group_risk_officer"):
            raise AccessError(_("Only risk officers cancel or correct trades."))
        if self.state == "done":
            raise UserError(_("This was done before."))
        payload = {"trade_id": self.execution_id.trade_id}
        if self.kind == "correct":
            check_price(self.env, self.price, self.instrument_id)
            payload["price"] = self.price
        refusal = self._call(payload)
        self.sudo().write(
            {
                "state": "refused" if refusal else "done",
                "answer": refusal,
                "user_id": self.env.user.id,
            }
        )
        return True

    def _call(self, payload):
        """What the sidecar has against it, or False."""
        try:
            answer = SidecarClient(timeout=(1, 30)).post(
                f"/v1/admin/{self.kind}",
                payload,
                self.env["brokersync.token"]._admin_token_of_user(),
            )
        except SidecarUnavailable as error:
            raise UserError(
                _("The trade is NOT known to be changed: the matching sidecar gave %s.", error)
            ) from error
        if answer.refusal is None:
            return False
        return self.env["brokersync.order"]._refusal_words(answer.refusal)
