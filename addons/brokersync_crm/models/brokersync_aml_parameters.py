from odoo import Command, api, fields, models

from ..aml import Parameters
from ..aml.defaults import DEFAULTS

NUMBERS = ("band", "days", "count", "share", "dormant_days")


class BrokersyncAmlParameters(models.AbstractModel):
    """What an AML rule can be tuned by; shared by the rule and by trying values out."""

    _name = "brokersync.aml.parameters"
    _description = "Parameters of an AML rule"

    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", help="The company's currency"
    )
    threshold = fields.Monetary(
        "Amount",
        help="Structuring: the reporting threshold. Other rules: what movements must reach.",
    )
    band = fields.Integer("Just below, in %")
    days = fields.Integer("Within days")
    count = fields.Integer("At least movements")
    share = fields.Integer("Share in %")
    dormant_days = fields.Integer("Days of silence")
    country_ids = fields.Many2many("res.country", string="Countries")

    def _compute_currency_id(self):
        self.currency_id = self.env.company.currency_id

    @api.model
    def _defaults(self, kind):
        """Field values a kind starts with."""
        default = DEFAULTS[kind or "structuring"]
        countries = self.env["res.country"].search([("code", "in", list(default.countries))])
        return {
            "threshold": default.threshold / 100,
            **{name: getattr(default, name) for name in NUMBERS},
            "country_ids": [Command.set(countries.ids)],
        }

    def _values(self):
        """The parameters as values to write elsewhere."""
        self.ensure_one()
        return {
            **{name: self[name] for name in ("threshold", *NUMBERS)},
            "country_ids": [Command.set(self.country_ids.ids)],
        }

    def _parameters(self):
        self.ensure_one()
        return Parameters(
            threshold=round(self.threshold * 100),
            **{name: self[name] for name in NUMBERS},
            countries=frozenset(self.country_ids.mapped("code")),
        )
