from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..kyc.steps import BROKER, ORDER, STATES

CHANNEL = [
    ("broker", "Met by a broker"),
    ("portal", "Applied online"),
    ("introduced", "Introduced by a third party"),
]

PRODUCTS = [
    ("physical", "Physical commodities"),
    ("futures", "Futures"),
    ("options", "Futures and options"),
]

# Set by the pipeline only: not over RPC, not by import, not by a form that sends more fields than it shows.
DECISION_FIELDS = {
    "name",
    "kind",
    "state",
    "due_date",
    "submitted_by_id",
    "submitted_at",
    "approved_by_id",
    "approved_at",
    "reject_reason",
    "step_ids",
}


class BrokersyncOnboarding(models.Model):
    """A firm's way from the application to open accounts, and each later review of the same questions.

    Brokers and the client prepare, compliance reviews, a second person approves. Whoever moves it, moves it through
    `_move`, which checks the table of transitions and writes the history. What a step needs is said by `_missing`,
    which the parts of the pipeline extend.
    """

    _name = "brokersync.onboarding"
    _description = "Onboarding"
    _inherit = [
        "brokersync.clean.text",
        "brokersync.firm.owned",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "due_date, id"
    _allow_sudo_commands = False

    name = fields.Char("Reference", readonly=True, copy=False)
    firm_id = fields.Many2one(tracking=True)
    kind = fields.Selection(
        [("initial", "New client"), ("review", "Review")],
        required=True,
        default="initial",
        readonly=True,
        copy=False,
    )
    state = fields.Selection(
        STATES,
        "Step",
        required=True,
        default="application",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible broker",
        default=lambda self: self._default_user_id(),
        tracking=True,
        domain=lambda self: [("all_group_ids", "in", self.env.ref(BROKER).ids)],
    )
    channel = fields.Selection(CHANNEL, required=True, default="broker", tracking=True)
    products = fields.Selection(PRODUCTS, "Products wanted", default="futures", tracking=True)
    due_date = fields.Date("Due", readonly=True, copy=False)
    reject_reason = fields.Char("Reject reason", readonly=True, copy=False, size=500, tracking=True)
    step_ids = fields.One2many(
        "brokersync.onboarding.step", "onboarding_id", string="History", readonly=True
    )
    progress = fields.Integer(compute="_compute_progress")
    missing = fields.Text("Still missing", compute="_compute_missing", compute_sudo=True)

    _open_uniq = models.UniqueIndex(
        "(firm_id) WHERE state NOT IN ('approved', 'rejected')",
        "An onboarding of this firm is open already.",
    )

    def _default_user_id(self):
        user = self.env.user
        return user if user.has_group(BROKER) and user._is_internal() else self.env["res.users"]

    @api.depends("state")
    def _compute_progress(self):
        for record in self:
            done = ORDER.index(record.state) if record.state in ORDER else len(ORDER)
            record.progress = 0 if record.state == "rejected" else round(100 * done / len(ORDER))

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_missing(self):
        for record in self:
            record.missing = "\n".join(
                record._missing(record.state) if record.state in ORDER else []
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_decision_fields(vals)
        sequence = self.env["ir.sequence"].sudo()
        # Given here, so that no default out of a caller's context takes their place.
        start = dict.fromkeys(DECISION_FIELDS - {"name", "step_ids"}, False)
        start |= {"kind": "initial", "state": "application"}
        records = super().create(
            [
                {
                    **start,
                    **vals,
                    "name": sequence.next_by_code("brokersync.onboarding"),
                    "due_date": self._due(vals.get("state", "application")),
                }
                for vals in vals_list
            ]
        )
        for record in records:
            record._add_step(False, record.state)
        return records

    def write(self, vals):
        self._refuse_decision_fields(vals)
        if not self.env.su and "firm_id" in vals:
            raise UserError(self.env._("An onboarding stays with its firm. Begin another one."))
        return super().write(vals)

    def _refuse_decision_fields(self, vals):
        """Raise AccessError when a caller sets what the pipeline decides."""
        if not self.env.su and (names := DECISION_FIELDS & vals.keys()):
            raise AccessError(
                self.env._(
                    "%s is set by completing the steps, not by hand.", ", ".join(sorted(names))
                )
            )

    def _missing(self, step):
        """Hook: what `step` still needs, each a short text for the person who has to bring it.

        :param step: one of `kyc.steps.ORDER`
        :return: list of str, empty when the step is complete
        """
        self.ensure_one()
        if step == "identity":
            return self.firm_id._missing_identification() + self._missing_owners()
        if step == "approval":
            return [text for earlier in ORDER[:-1] for text in self._missing(earlier)]
        return []

    def _missing_owners(self):
        owners = self.firm_id.owner_ids
        if self.firm_id.client_kind not in ("public", "individual") and not any(
            owner._must_be_identified() for owner in owners
        ):
            return [
                self.env._(
                    "Beneficial owners: name everyone with 25 % or more, or else the senior managing official"
                )
            ]
        return [
            f"{owner.name}: {owner.missing}" for owner in owners if owner._missing_identification()
        ]

    def _require_group(self, group):
        if not self.env.user.has_group(group):
            raise AccessError(self.env._("This is decided by compliance."))

    def _evidence(self, step):
        """Hook: what the decision to leave `step` rests on, as JSON; kept with the history."""
        return {"missing": self._missing(step)}
