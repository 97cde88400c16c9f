from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..privacy.deadlines import REGIMES, due

KINDS = [
    ("access", "Copy of all data"),
    ("erase", "Erasure"),
    ("correct", "Correction"),
    ("restrict", "Restriction of processing"),
    ("opt_out", "No sharing or selling, no marketing"),
]
STATES = [
    ("new", "New"),
    ("verified", "Identity verified"),
    ("proposed", "Proposed"),
    ("done", "Done"),
    ("refused", "Refused"),
]
OPEN = ("new", "verified", "proposed")
WARN_DAYS = 7


class BrokersyncPrivacyRequest(models.Model):
    """A person asks for a right over the own data (GDPR art. 15 to 21, CCPA § 1798.100 to 135)."""

    _name = "brokersync.privacy.request"
    _description = "Privacy request"
    _inherit = [
        "brokersync.audited",
        "brokersync.system.fields",
        "brokersync.clean.text",
        "brokersync.firm.owned",
    ]
    # The steps set these: two officers decide about an erasure, and about the person they both saw.
    _system_fields = (
        "name",
        "state",
        "due_on",
        "verified_by_id",
        "prepared_by_id",
        "closed_by_id",
        "closed_on",
    )
    _settled_fields = ("trader_id", "kind")
    _order = "state, due_on, id"
    _allow_sudo_commands = False

    _audited_fields = ("kind", "state", "trader_id", "extended", "refusal")

    name = fields.Char(
        readonly=True,
        copy=False,
        default=lambda self: (
            self.env["ir.sequence"].sudo().next_by_code("brokersync.privacy.request")
        ),
    )
    firm_id = fields.Many2one(related="trader_id.firm_id", store=True, precompute=True)
    trader_id = fields.Many2one("brokersync.trader", "Person", required=True, ondelete="restrict")
    kind = fields.Selection(KINDS, "Asks for", required=True, default="access")
    regime = fields.Selection(REGIMES, "Law", required=True, default="gdpr")
    state = fields.Selection(STATES, required=True, readonly=True, default="new", copy=False)
    details = fields.Text("In their words")
    received_on = fields.Date("Received on", required=True, default=fields.Date.today)
    extended = fields.Boolean(help="The person was told why it takes longer.")
    due_on = fields.Date("Due on", compute="_compute_due_on", store=True, index=True)
    late = fields.Boolean(compute="_compute_late")
    verified_by_id = fields.Many2one("res.users", "Identity verified by", readonly=True, copy=False)
    verified_how = fields.Char("How the identity was verified", copy=False)
    prepared_by_id = fields.Many2one("res.users", "Proposed by", readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", "Closed by", readonly=True, copy=False)
    closed_on = fields.Datetime("Closed on", readonly=True, copy=False)
    answer = fields.Text("Answer to the person", copy=False)
    refusal = fields.Char("Why it is refused", copy=False)
    line_ids = fields.One2many("brokersync.privacy.line", "request_id", "What becomes of the data")

    @api.depends("received_on", "regime", "extended")
    def _compute_due_on(self):
        for request in self:
            request.due_on = due(request.regime, request.received_on, extended=request.extended)

    @api.depends("due_on", "state")
    def _compute_late(self):
        for request in self:
            request.late = request.state in OPEN and request.due_on < fields.Date.today()

    @api.model
    def _ask(self, trader, kind, regime, details=""):
        """A request from the portal: whoever is logged in there is the person. Gives it, in sudo."""
        same = self.sudo().search(
            [("trader_id", "=", trader.id), ("kind", "=", kind), ("state", "in", OPEN)], limit=1
        )
        if same:
            raise UserError(self.env._("%s is open already.", same.name))
        request = self.sudo().create(
            {
                "trader_id": trader.id,
                "kind": kind,
                "regime": regime,
                "details": details,
                "state": "verified",
                "verified_by_id": self.env.uid,
                "verified_how": self.env._("Logged in to the portal"),
            }
        )
        request._tell_compliance()
        return request

    def _tell_compliance(self):
        officers = self.env.ref("brokersync_crm.group_compliance_officer").sudo().all_user_ids
        labels = dict(self._fields["kind"]._description_selection(self.env))
        self.env["brokersync.notification"]._notify(
            "privacy.request",
            officers,
            title=self.env._(
                "%(name)s: %(kind)s, due %(due)s",
                name=self.name,
                kind=labels[self.kind],
                due=self.due_on,
            ),
            record=self,
        )

    # What officers do

    def action_verify(self):
        self._step("new")
        if not self.verified_how:
            raise UserError(
                self.env._(
                    "Say how the identity was verified, such as by a call to the known number."
                )
            )
        self.sudo().write({"state": "verified", "verified_by_id": self.env.uid})

    def action_close(self):
        """Done by hand: a correction, a restriction."""
        self._step("verified")
        if self.kind in ("access", "erase"):
            raise UserError(self.env._("BrokerSync does this itself: use the button for it."))
        if not self.answer:
            raise UserError(self.env._("Write the answer the person gets."))
        if self.kind in ("opt_out", "restrict"):
            for purpose in self.env["brokersync.consent"]._current(self.trader_id):
                self.env["brokersync.consent"]._decide(self.trader_id, purpose, False, "request")
        self._close("done")

    def action_refuse(self):
        self._step(*OPEN)
        if not self.refusal:
            raise UserError(
                self.env._("Say why it is refused: the person has a right to know and to complain.")
            )
        self._close("refused")

    def _step(self, *states):
        """Raise unless this one request is in one of `states` and the user may act on it."""
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group("brokersync_crm.group_compliance_officer"):
            raise AccessError(self.env._("Compliance answers privacy requests."))
        if self.state not in states:
            raise UserError(self.env._("%s is past this step.", self.name))

    def _close(self, state):
        self.sudo().write(
            {"state": state, "closed_by_id": self.env.uid, "closed_on": fields.Datetime.now()}
        )
        if self.trader_id.user_id:
            self.env["brokersync.notification"]._notify(
                "privacy.answer",
                self.trader_id.user_id,
                title=self.env._("Your privacy request %s was answered", self.name),
                url="/my/privacy",
            )

    @api.model
    def _cron_remind(self):
        """Tell compliance once a day what is due within a week."""
        soon = fields.Date.add(fields.Date.today(), days=WARN_DAYS)
        for request in self.search([("state", "in", OPEN), ("due_on", "<=", soon)]):
            request._tell_compliance()
