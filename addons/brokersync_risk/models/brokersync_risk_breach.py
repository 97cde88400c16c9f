from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..const import BREACH_CODE, SEVERITY

STATE = [
    ("open", "Open"),
    ("acknowledged", "Acknowledged"),
    ("closed", "Closed"),
]


class BrokersyncRiskBreach(models.Model):
    """A limit the gate enforced, or a position that came close to one.

    What happened is append-only, also in the database; people add what they did about it.
    """

    _name = "brokersync.risk.breach"
    _description = "Breach of a trading limit"
    _inherit = ["brokersync.firm.owned", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "code"
    _allow_sudo_commands = False

    account_id = fields.Many2one(
        "brokersync.account",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    firm_id = fields.Many2one(readonly=True)
    instrument_id = fields.Many2one("brokersync.instrument", readonly=True, ondelete="restrict")
    order_id = fields.Many2one(
        "brokersync.order",
        readonly=True,
        ondelete="restrict",
        help="The first one.",
    )
    code = fields.Selection(BREACH_CODE, "Breach", required=True, readonly=True)
    text = fields.Char("Technical text", readonly=True, help="The gate's own words, for programs.")
    reason = fields.Char("What happened", compute="_compute_reason")
    severity = fields.Selection(SEVERITY, required=True, readonly=True)
    transact_time = fields.Datetime("Time", required=True, readonly=True, index=True)
    last_time = fields.Datetime("Last time", readonly=True)
    count = fields.Integer("Times", readonly=True, aggregator="sum", help="Within the minute.")
    state = fields.Selection(STATE, required=True, default="open", readonly=True, tracking=True)
    acknowledged_by_id = fields.Many2one("res.users", string="Acknowledged by", readonly=True)
    acknowledged_at = fields.Datetime("Acknowledged", readonly=True)
    closed_by_id = fields.Many2one("res.users", string="Closed by", readonly=True)
    closed_at = fields.Datetime("Closed", readonly=True)
    note = fields.Text("What was done")

    _minute_uniq = models.UniqueIndex(
        "(account_id, code, COALESCE(instrument_id, 0), date_trunc('minute', transact_time)) WHERE state = 'open'"
    )

    def init(self):
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION brokersync_risk_breach_guard() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF (OLD.account_id, OLD.firm_id, OLD.instrument_id, OLD.order_id, OLD.code, OLD.text, OLD.severity,
                    OLD.transact_time)
                   IS DISTINCT FROM
                   (NEW.account_id, NEW.firm_id, NEW.instrument_id, NEW.order_id, NEW.code, NEW.text, NEW.severity,
                    NEW.transact_time)
                   OR NEW.count < OLD.count OR NEW.last_time < OLD.last_time THEN
                    RAISE EXCEPTION 'What happened in a breach cannot be changed' USING ERRCODE = 'restrict_violation';
                END IF;
                RETURN NEW;
            END $$;
            DROP TRIGGER IF EXISTS brokersync_risk_breach_guard ON brokersync_risk_breach;
            CREATE TRIGGER brokersync_risk_breach_guard BEFORE UPDATE ON brokersync_risk_breach
                FOR EACH ROW EXECUTE FUNCTION brokersync_risk_breach_guard();
            DROP TRIGGER IF EXISTS brokersync_risk_breach_append_only ON brokersync_risk_breach;
            CREATE TRIGGER brokersync_risk_breach_append_only BEFORE DELETE OR TRUNCATE ON brokersync_risk_breach
                FOR EACH STATEMENT EXECUTE FUNCTION brokersync_append_only();
        """)

    @api.depends("code", "text", "order_id")
    @api.depends_context("lang")
    def _compute_reason(self):
        """In the words the client reads of the first order; a warning has only its own."""
        for breach in self:
            order = breach.order_id.sudo()
            entered = order.ord_status == "rejected"
            breach.reason = order._reason(breach.code, breach.text, entered)

    @api.depends("code", "account_id")
    def _compute_display_name(self):
        labels = dict(self._fields["code"]._description_selection(self.env))
        for breach in self:
            breach.display_name = f"{breach.account_id.code} · {labels.get(breach.code)}"

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        raise UserError(_("Breaches come from the pre-trade gate only."))

    def write(self, vals):
        self.check_access("write")
        facts = [
            name
            for name in vals
            if name != "note" and not name.startswith(("message_", "activity_"))
        ]
        if facts and not self.env.su:
            raise UserError(
                _("Of a breach only the note can be changed, not: %s.", ", ".join(facts))
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(_("Breaches stay on record."))

    def action_acknowledge(self):
        """Say that someone is looking at it."""
        self.check_access("write")
        found = self.sudo().filtered(lambda breach: breach.state == "open")
        found.write(
            {
                "state": "acknowledged",
                "acknowledged_by_id": self.env.user.id,
                "acknowledged_at": fields.Datetime.now(),
            }
        )
        found.activity_unlink(["brokersync_risk.activity_type_breach"])
        self.env["brokersync.notification"]._acknowledge_about(found)

    def action_close(self):
        """Close with a note of what was done.

        :raise UserError: a breach has no note
        """
        self.check_access("write")
        if unexplained := self.filtered(lambda breach: not breach.note):
            raise UserError(
                _("Write what was done about %s, then close it.", unexplained[0].display_name)
            )
        self.action_acknowledge()
        self.sudo().filtered(lambda breach: breach.state != "closed").write(
            {
                "state": "closed",
                "closed_by_id": self.env.user.id,
                "closed_at": fields.Datetime.now(),
            }
        )

    def action_open_refusals(self):
        """The events counted here."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "brokersync_oms.action_brokersync_execution"
        )
        return action | {
            "domain": [
                ("account_id", "=", self.account_id.id),
                ("code", "=", self.code),
                ("transact_time", ">=", self.transact_time),
                ("transact_time", "<=", self.last_time),
            ]
            + ([("instrument_id", "=", self.instrument_id.id)] if self.instrument_id else []),
            "context": {},
        }
