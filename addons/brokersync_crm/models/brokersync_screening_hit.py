from odoo import api, fields, models
from odoo.exceptions import UserError

from .brokersync_four_eyes import TWO_PEOPLE
from .brokersync_sanctions_entry import KINDS
from .brokersync_sanctions_name import QUALITIES

STATES = [
    ("open", "To be examined"),
    ("proposed", "Waiting for a second person"),
    ("dismissed", "No match"),
    ("confirmed", "Match"),
]

OUTCOME = {"false_positive": "dismissed", "true_match": "confirmed"}


class BrokersyncScreeningHit(models.Model):
    """A listed entry that looks like a client. What the list said is copied: the decision was about that.

    It is decided when two people, one after the other, say the same (`brokersync.screening.decision`).
    """

    _name = "brokersync.screening.hit"
    _description = "Sanctions hit"
    _inherit = ["brokersync.four.eyes"]
    _order = "decided_at desc nulls first, score desc, id"
    _rec_name = "subject"
    _allow_sudo_commands = False

    screening_id = fields.Many2one(
        "brokersync.screening", required=True, readonly=True, index=True, ondelete="restrict"
    )
    firm_id = fields.Many2one(related="screening_id.firm_id", store=True, precompute=True)
    entry_id = fields.Many2one(
        "brokersync.sanctions.entry",
        "Listed entry",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        context={"active_test": False},
    )
    digest = fields.Char(readonly=True, size=64)
    subject = fields.Char("Client", readonly=True, size=500)
    score = fields.Float(digits=(5, 1), readonly=True, aggregator="max")
    name_score = fields.Float("Score of the name", digits=(5, 1), readonly=True, aggregator=None)
    explanation = fields.Text(readonly=True)
    latest = fields.Boolean(related="screening_id.latest")
    client_names = fields.Text(related="screening_id.names", string="Names")
    client_kind = fields.Selection(related="screening_id.kind", string="Kind")
    client_birth_date = fields.Date(related="screening_id.birth_date", string="Born")
    client_countries = fields.Char(related="screening_id.countries", string="Countries")
    listed_name = fields.Char("Listed name", readonly=True, size=500)
    listed_quality = fields.Selection(QUALITIES, "Name is", readonly=True)
    listed_names = fields.Text("All names", readonly=True)
    listed_kind = fields.Selection(KINDS, "Listed as", readonly=True)
    listed_births = fields.Char("Listed birth", readonly=True)
    listed_countries = fields.Char("Listed countries", readonly=True)
    listed_programs = fields.Char("Programmes", readonly=True)
    listed_remarks = fields.Text("Remarks", readonly=True)
    list_code = fields.Char("List", readonly=True, size=20)
    still_listed = fields.Boolean(related="entry_id.active", string="Still on the list")
    state = fields.Selection(STATES, required=True, default="open", readonly=True, index=True)
    proposed_verdict = fields.Selection(
        [("false_positive", "No match"), ("true_match", "Match")], "First opinion", readonly=True
    )
    proposed_by_id = fields.Many2one(string="First person")
    decided_by_id = fields.Many2one(string="Second person")
    decision_ids = fields.One2many("brokersync.screening.decision", "hit_id", readonly=True)
    carried_from_id = fields.Many2one(
        "brokersync.screening.hit",
        "Decided before",
        readonly=True,
        ondelete="restrict",
        help="What was said there was about the same client and the same content of the entry.",
    )

    _four_eyes = models.Constraint(
        f"CHECK (state NOT IN ('dismissed', 'confirmed') OR ({TWO_PEOPLE}))",
        "Two different people decide about a hit.",
    )

    def write(self, vals):
        if any(hit.state in ("dismissed", "confirmed") for hit in self):
            raise UserError(self.env._("A decided hit stays as it is."))
        return super().write(vals)

    def _where_it_comes_from(self):
        return self.env._("Hits come from screening and change by decisions of two people only.")

    def action_false_positive(self):
        return self._ask("false_positive", self.env._("No match: why?"))

    def action_true_match(self):
        return self._ask("true_match", self.env._("Match: why?"))

    def _ask(self, verdict, title):
        return self._ask_for_step(
            "brokersync.screening.decision", title, hit_id=self.id, verdict=verdict
        )

    @api.model
    def _from_matches(self, screening, matches):
        """Hits of a screening. What people said about the same client and the same content is carried over."""
        entries = self.env["brokersync.sanctions.entry"].with_context(active_test=False)
        for match, explanation in matches:
            entry = entries.browse(match.entry.key)
            before = self._decided_before(screening, entry)
            hit = {
                "screening_id": screening.id,
                "entry_id": entry.id,
                "digest": entry.digest,
                "subject": match.asked[:500],
                "score": match.score,
                "name_score": match.name_score,
                "explanation": explanation,
                "listed_name": match.name.text[:500],
                "listed_quality": match.name.quality,
                "listed_names": "\n".join(entry.name_ids.mapped("name")),
                "listed_kind": entry.kind,
                "listed_births": ", ".join(map(str, match.entry.births)),
                "listed_countries": entry.countries,
                "listed_programs": entry.programs,
                "listed_remarks": entry.remarks,
                "list_code": entry.list_code,
            }
            if before:
                hit |= {
                    "state": before.state,
                    "proposed_verdict": before.proposed_verdict,
                    "proposed_by_id": before.proposed_by_id.id,
                    "decided_by_id": before.decided_by_id.id,
                    "decided_at": before.decided_at,
                    "carried_from_id": before.id,
                }
            self.create(hit)

    def _decided_before(self, screening, entry):
        return self.search(
            [
                ("screening_id.res_model", "=", screening.res_model),
                ("screening_id.res_id", "=", screening.res_id),
                ("screening_id.identity", "=", screening.identity),
                ("entry_id", "=", entry.id),
                ("digest", "=", entry.digest),
                ("state", "!=", "open"),
            ],
            order="id desc",
            limit=1,
        )

    def _take(self, decision):
        """Count one decision: the first opinion, or its confirmation or contradiction by somebody else."""
        self.ensure_one()
        if not self.screening_id.latest:
            raise UserError(
                self.env._(
                    "%s was screened again since. Decide about the newest hit.", self.subject
                )
            )
        user = decision.create_uid
        if self.state == "proposed" and self.proposed_verdict == decision.verdict:
            self._confirm(user, OUTCOME[decision.verdict])
            self._after_decision()
        else:
            self._propose(user, state="proposed", proposed_verdict=decision.verdict)

    def _after_decision(self):
        """A confirmed match stops the firm at once; everything else is for compliance to do."""
        if self.state != "confirmed":
            return
        if self.firm_id.account_status == "active":
            self.firm_id.account_status = "suspended"
        self.env["brokersync.notification"]._notify(
            "screening.match",
            self.env.ref("brokersync_crm.group_compliance_officer").all_user_ids,
            title=self.env._("Sanctions match confirmed: %s", self.subject),
            body=self.env._("%(list)s: %(name)s", list=self.list_code, name=self.listed_name),
            record=self,
        )
