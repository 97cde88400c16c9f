from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..kyc.steps import (
    BROKER,
    CLOSED,
    COMPLETED_BY,
    COMPLIANCE,
    DAYS,
    FOLLOWING,
    ORDER,
    PREPARED,
    REVIEWED,
    STATES,
    TRANSITIONS,
)

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
    submitted_by_id = fields.Many2one(
        "res.users", "Submitted for approval by", readonly=True, copy=False
    )
    submitted_at = fields.Datetime("Submitted", readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", "Approved by", readonly=True, copy=False)
    approved_at = fields.Datetime("Approved", readonly=True, copy=False)
    reject_reason = fields.Char(readonly=True, copy=False, size=500, tracking=True)
    step_ids = fields.One2many(
        "brokersync.onboarding.step", "onboarding_id", string="History", readonly=True
    )
    progress = fields.Integer(compute="_compute_progress")
    missing = fields.Text("Still missing", compute="_compute_missing", compute_sudo=True)
    overdue = fields.Boolean(compute="_compute_overdue", search="_search_overdue")
    my_turn = fields.Boolean(
        compute="_compute_my_turn",
        search="_search_my_turn",
        help="The next step waits for somebody with your role.",
    )

    _open_uniq = models.UniqueIndex(
        "(firm_id) WHERE state NOT IN ('approved', 'rejected')",
        "An onboarding of this firm is open already.",
    )
    _four_eyes = models.Constraint(
        "CHECK (state <> 'approved' OR (approved_by_id IS NOT NULL"
        " AND approved_by_id IS DISTINCT FROM submitted_by_id"
        " AND approved_by_id IS DISTINCT FROM create_uid))",
        "Who prepared or submitted an onboarding cannot approve it.",
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

    def action_next(self):
        """Complete the current step and go to the next one.

        :raise UserError: something is missing; the text says what
        """
        for record in self:
            record._require_role(record.state)
            if record.state == "approval":
                raise UserError(self.env._("Approve or reject it: this is the last step."))
            record._complete()

    def _complete(self):
        """Move to the next step; the caller has checked who asks."""
        self.ensure_one()
        self._require_complete()
        following = FOLLOWING[self.state]
        values = (
            {"submitted_by_id": self.env.uid, "submitted_at": fields.Datetime.now()}
            if following == "approval"
            else {}
        )
        self._move(following, **values)

    def action_approve(self):
        """Admit the firm: it becomes active and its accounts are opened. Not for anybody who prepared it."""
        for record in self:
            record._require_role("approval")
            if record.state != "approval":
                raise UserError(self.env._("%s has steps that are not complete.", record.name))
            record._require_other_eyes()
            record._require_complete()
            record._move("approved", approved_by_id=self.env.uid, approved_at=fields.Datetime.now())
            record.sudo()._admit()

    def _admit(self):
        """What an approval brings about; may run again without harm."""
        if self.firm_id.account_status == "prospect":
            self.firm_id.account_status = "active"
        self._open_accounts()

    def _open_accounts(self):
        """Hook: open what the firm needs to trade. Runs in sudo after the approval, and may run again."""

    def _prepared_by(self):
        """Users who began the onboarding, completed a step that is prepared, or submitted it."""
        self.ensure_one()
        record = self.sudo()
        completed = record.step_ids.filtered(
            lambda step: step.from_state in PREPARED and step.to_state == FOLLOWING[step.from_state]
        )
        return record.create_uid | completed.user_id | record.submitted_by_id

    def _require_other_eyes(self):
        if self.env.user in self._prepared_by():
            raise UserError(
                self.env._(
                    "You prepared %s: another compliance officer must approve it.", self.name
                )
            )

    def _require_role(self, step):
        if step in CLOSED:
            raise UserError(self.env._("%s is closed.", self.name))
        self.check_access("write")
        if not any(self.env.user.has_group(group) for group in COMPLETED_BY[step]):
            raise AccessError(
                self.env._("This step is completed by compliance.")
                if step in REVIEWED
                else self.env._("This step is completed by a broker or compliance.")
            )

    def _require_group(self, group):
        if not self.env.user.has_group(group):
            raise AccessError(self.env._("This is decided by compliance."))

    def _require_complete(self):
        if missing := self.sudo()._missing(self.state):
            raise UserError(
                self.env._("Still missing:\n%s", "\n".join(f"• {text}" for text in missing))
            )

    def _move(self, state, reason="", **values):
        """Go to `state`, write the history, and set who is due when.

        :raise UserError: the table of transitions does not lead there from where the record is now
        """
        self.ensure_one()
        self.lock_for_update()
        self.invalidate_recordset(["state"])
        old = self.state
        if state not in TRANSITIONS[old]:
            names = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(name)s is at “%(old)s” and cannot go to “%(new)s”.",
                    name=self.name,
                    old=names[old],
                    new=names.get(state, state),
                )
            )
        self.sudo().write({"state": state, "due_date": self._due(state), **values})
        self._add_step(old, state, reason)

    def _due(self, state):
        days = DAYS.get(state)
        return days and fields.Date.context_today(self) + timedelta(days=days)

    def _add_step(self, old, new, reason=""):
        self.env["brokersync.onboarding.step"].sudo().create(
            {
                "onboarding_id": self.id,
                "user_id": self.env.uid,
                "from_state": old,
                "to_state": new,
                "reason": reason,
                "evidence": self.sudo()._evidence(old) if old in ORDER else False,
            }
        )

    def _evidence(self, step):
        """Hook: what the decision to leave `step` rests on, as JSON; kept with the history."""
        return {"missing": self._missing(step)}
