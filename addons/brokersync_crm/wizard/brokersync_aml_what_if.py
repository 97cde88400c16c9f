from datetime import timedelta

from odoo import api, fields, models

from ..models.brokersync_aml_rule import LOOK_BACK_DAYS


class BrokersyncAmlWhatIf(models.TransientModel):
    """How many questions a rule would ask with other values, on the movements there are. Nothing is kept."""

    _name = "brokersync.aml.what.if"
    _description = "Try values of an AML rule"
    _inherit = ["brokersync.aml.parameters"]
    _allow_sudo_commands = False

    rule_id = fields.Many2one("brokersync.aml.rule", required=True, readonly=True)
    kind = fields.Selection(related="rule_id.kind")
    finding_count = fields.Integer("Questions with these values", readonly=True)
    now_count = fields.Integer("Questions as the rule is", readonly=True)
    firm_count = fields.Integer("Clients concerned", readonly=True)
    tried = fields.Boolean()

    @api.model
    def default_get(self, names):
        """Begin with the values of the rule."""
        values = super().default_get(names)
        rule = self.env["brokersync.aml.rule"].browse(values.get("rule_id"))
        return {**rule._values(), **values} if rule else values

    def action_try(self):
        """Count the findings of the last 400 days with these values and with those of the rule."""
        self.ensure_one()
        self.env["brokersync.aml.rule"].check_access("read")
        transactions = self.env["brokersync.aml.transaction"]
        since = fields.Date.today() - timedelta(days=LOOK_BACK_DAYS)
        tried, now, concerned = 0, 0, 0
        for (firm,) in transactions._read_group([("date", ">=", since)], ["firm_id"]):
            movements = transactions._movements(firm, since)
            found = len(self.rule_id._findings(movements, self._parameters()))
            now += len(self.rule_id._findings(movements))
            tried += found
            concerned += bool(found)
        self.write(
            {"finding_count": tried, "now_count": now, "firm_count": concerned, "tried": True}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Try other values"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_apply(self):
        """Give the rule these values; its history shows what they were."""
        self.ensure_one()
        self.rule_id.write(self._values())
