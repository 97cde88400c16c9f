from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..aml import RULES

KINDS = [
    ("structuring", "Structuring: cash split below the threshold"),
    ("rapid", "Rapid in and out"),
    ("dormant", "Burst after a long silence"),
    ("round_trip", "Round trip with somebody else"),
    ("third_party", "Funding by a third party"),
    ("geography", "High-risk country"),
]

# How far back each run looks: no rule's window is longer, whatever it is tuned to.
LOOK_BACK_DAYS = 400


class BrokersyncAmlRule(models.Model):
    """A pattern to look for, with its parameters and the time they are in force.

    Thresholds of the law change on a day: end the rule the day before and add one that begins on it.
    """

    _name = "brokersync.aml.rule"
    _description = "AML rule"
    _inherit = ["brokersync.aml.parameters", "brokersync.clean.text", "mail.thread"]
    _order = "kind, date_from desc"
    _allow_sudo_commands = False

    name = fields.Char(required=True, size=100, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    kind = fields.Selection(KINDS, required=True, default="structuring", tracking=True)
    threshold = fields.Monetary(tracking=True)
    band = fields.Integer(tracking=True)
    days = fields.Integer(tracking=True)
    count = fields.Integer(tracking=True)
    share = fields.Integer(tracking=True)
    dormant_days = fields.Integer(tracking=True)
    date_from = fields.Date(
        "In force from", required=True, default=fields.Date.context_today, tracking=True
    )
    date_to = fields.Date("Until", tracking=True)
    basis = fields.Char(size=200, help="The rule or policy that asks for it.")
    case_count = fields.Integer("Cases", compute="_compute_case_count")

    _ranges = models.Constraint(
        "CHECK (threshold >= 0 AND threshold < 1e12 AND band BETWEEN 0 AND 99 AND share BETWEEN 1 AND 100"
        " AND days BETWEEN 1 AND 366 AND count BETWEEN 1 AND 1000 AND dormant_days BETWEEN 1 AND 366)",
        "Amounts are positive; days and counts from 1, days up to 366; shares between 1 and 100 %.",
    )

    def _compute_case_count(self):
        counts = dict(
            self.env["brokersync.aml.case"]._read_group(
                [("rule_id", "in", self.ids)], ["rule_id"], ["__count"]
            )
        )
        for rule in self:
            rule.case_count = counts.get(rule, 0)

    @api.onchange("kind")
    def _onchange_kind(self):
        """Another kind starts with its own values: they mean something else there."""
        for name, value in self._defaults(self.kind).items():
            self[name] = value

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([{**self._defaults(vals.get("kind")), **vals} for vals in vals_list])

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for rule in self.filtered("date_to"):
            if rule.date_to < rule.date_from:
                raise ValidationError(self.env._("%s ends before it begins.", rule.name))

    def action_cases(self):
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "brokersync_crm.action_brokersync_aml_case"
            ),
            "domain": [("rule_id", "=", self.id)],
            "context": {},
        }

    def action_try(self):
        """Try other values on the movements there are, without making cases."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Try other values"),
            "res_model": "brokersync.aml.what.if",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_rule_id": self.id},
        }

    @api.model
    def _cron_monitor(self):
        """Look at every client with movements; one commit a client."""
        since = fields.Date.today() - timedelta(days=LOOK_BACK_DAYS)
        groups = self.env["brokersync.aml.transaction"]._read_group(
            [("date", ">=", since)], ["firm_id"]
        )
        rules = self.search([("active", "=", True)])
        for left, (firm,) in zip(range(len(groups) - 1, -1, -1), groups, strict=True):
            rules._examine(firm, since)
            if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                return

    def _examine(self, firm, since):
        movements = self.env["brokersync.aml.transaction"]._movements(firm, since)
        for rule in self:
            for finding in rule._findings(movements):
                self.env["brokersync.aml.case"]._raise(rule, firm, finding)

    def _findings(self, movements, parameters=None):
        """Findings whose last movement falls into the time the rule is in force."""
        self.ensure_one()
        until = self.date_to
        known = [movement for movement in movements if not until or movement.day <= until]
        return [
            finding
            for finding in RULES[self.kind](known, parameters or self._parameters())
            if finding.last >= self.date_from
        ]
