from datetime import timedelta

from odoo import api, fields, models

from .brokersync_four_eyes import TWO_PEOPLE

STATES = [
    ("new", "New"),
    ("triage", "Triage"),
    ("investigating", "Investigating"),
    ("decision", "Second person"),
    ("closed", "Closed, no action"),
    ("escalated", "Escalated"),
]

OPEN = ("new", "triage", "investigating", "decision")

# 31 CFR 1023.320(b)(3): thirty days from detection to the report.
DAYS_TO_REPORT = 30


class BrokersyncAmlCase(models.Model):
    """Movements that fit a pattern, and what compliance makes of them. It moves by steps (`brokersync.aml.case.step`).

    Only compliance may know that it exists: 31 U.S.C. 5318(g)(2), no tipping-off.
    """

    _name = "brokersync.aml.case"
    _description = "AML case"
    _inherit = ["brokersync.four.eyes"]
    _order = "id desc"
    _allow_sudo_commands = False

    name = fields.Char("Case", required=True, readonly=True)
    firm_id = fields.Many2one(readonly=True)
    rule_id = fields.Many2one(
        "brokersync.aml.rule",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        context={"active_test": False},
    )
    kind = fields.Selection(related="rule_id.kind", store=True)
    summary = fields.Text(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary("Moved", compute="_compute_amount", store=True)
    state = fields.Selection(STATES, required=True, default="new", readonly=True, index=True)
    user_id = fields.Many2one("res.users", "Examined by", readonly=True)
    proposed_outcome = fields.Selection(
        [("closed", "Close, no action"), ("escalated", "Escalate")],
        "Proposed outcome",
        readonly=True,
    )
    report_due = fields.Date("Report due", readonly=True, help="Thirty days from detection.")
    line_ids = fields.One2many("brokersync.aml.case.line", "case_id", "Evidence", readonly=True)
    step_ids = fields.One2many("brokersync.aml.case.step", "case_id", "History", readonly=True)

    _four_eyes = models.Constraint(
        f"CHECK (state NOT IN ('closed', 'escalated') OR ({TWO_PEOPLE}))",
        "Two different people close a case.",
    )

    @api.depends("line_ids.transaction_id.company_amount")
    def _compute_amount(self):
        for case in self:
            case.amount = sum(case.line_ids.transaction_id.mapped("company_amount"))

    def _where_it_comes_from(self):
        return self.env._("Cases come from the rules and move by steps only.")

    def action_triage(self):
        return self._step("triage")

    def action_investigate(self):
        return self._step("investigate")

    def action_propose_close(self):
        return self._ask("propose_close", self.env._("Close without action: why?"))

    def action_propose_escalate(self):
        return self._ask("propose_escalate", self.env._("Escalate: why?"))

    def action_confirm(self):
        return self._ask("confirm", self.env._("Confirm what was proposed: why?"))

    def action_return(self):
        return self._ask("return", self.env._("Investigate further: why?"))

    def _step(self, step):
        for case in self:
            self.env["brokersync.aml.case.step"].create({"case_id": case.id, "step": step})

    def _ask(self, step, title):
        return self._ask_for_step("brokersync.aml.case.step", title, case_id=self.id, step=step)

    @api.model
    def _raise(self, rule, firm, finding):
        """A case for a finding, or more evidence for the open one it overlaps; nothing where all of it is known."""
        self = self.sudo()
        lines = self.env["brokersync.aml.case.line"].search(
            [("case_id.rule_id", "=", rule.id), ("transaction_id", "in", list(finding.ids))]
        )
        new = finding.ids - set(lines.transaction_id.ids)
        if not new:
            return
        case = lines.case_id.filtered(lambda case: case.state in OPEN)[:1]
        if not case:
            new = finding.ids
            case = self.create(
                {
                    "name": self.env["ir.sequence"].next_by_code("brokersync.aml.case"),
                    "firm_id": firm.id,
                    "rule_id": rule.id,
                    "summary": finding.text,
                    "currency_id": self.env.company.currency_id.id,
                    "report_due": fields.Date.today() + timedelta(days=DAYS_TO_REPORT),
                }
            )
            case._tell_compliance()
        else:
            case.summary = f"{case.summary}\n{finding.text}"
        self.env["brokersync.aml.case.line"].create(
            [{"case_id": case.id, "transaction_id": number} for number in sorted(new)]
        )

    def _tell_compliance(self):
        self.env["brokersync.notification"]._notify(
            "aml.case",
            self.env.ref("brokersync_crm.group_compliance_officer").all_user_ids,
            title=self.env._("AML: %s", self.rule_id.name),
            body=self.summary,
            record=self,
            group_key="aml.case",
        )
