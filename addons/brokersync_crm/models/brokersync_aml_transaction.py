from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .. import append_only
from ..aml import Movement

METHODS = [
    ("wire", "Wire transfer"),
    ("cash", "Cash"),
    ("cheque", "Cheque"),
    ("money_order", "Money order"),
    ("card", "Card"),
    ("crypto", "Virtual asset"),
    ("other", "Other"),
]

EARLIEST = date(2000, 1, 1)


class BrokersyncAmlTransaction(models.Model):
    """A movement of a client's money as it was observed. Append-only: a mistake is met by a row the other way."""

    _name = "brokersync.aml.transaction"
    _description = "Observed movement of funds"
    _inherit = ["brokersync.clean.text", "brokersync.firm.owned"]
    _order = "date desc, id desc"
    _rec_name = "reference"
    _allow_sudo_commands = False

    reference = fields.Char(
        required=True, size=64, help="The bank's or system's own number: a row comes in once."
    )
    date = fields.Date(required=True, index=True)
    direction = fields.Selection([("in", "In"), ("out", "Out")], required=True)
    amount = fields.Monetary(required=True)
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    company_currency_id = fields.Many2one(
        "res.currency",
        required=True,
        readonly=True,
        default=lambda self: self.env.company.currency_id,
    )
    company_amount = fields.Monetary(
        "In the company's currency",
        currency_field="company_currency_id",
        required=True,
        readonly=True,
        help="At the rate of its day; the rules compare this.",
    )
    method = fields.Selection(METHODS, required=True, default="wire")
    counterparty = fields.Char(size=200)
    country_id = fields.Many2one("res.country", "Country of the counterparty")
    own_account = fields.Boolean(
        "The client's own account", default=True, help="In the client's name at another bank."
    )

    _reference_uniq = models.Constraint(
        "UNIQUE (firm_id, reference)", "A movement with this reference is there already."
    )
    _amount_range = models.Constraint(
        "CHECK (amount > 0 AND amount < 1e12 AND company_amount >= 0 AND company_amount < 1e12)",
        "An amount is positive and below a million millions; the direction says which way it went.",
    )

    def init(self):
        append_only.protect(self.env.cr, self._table)

    @api.model_create_multi
    def create(self, vals_list):
        company = self.env.company
        return super().create(
            [
                {
                    **vals,
                    "company_currency_id": company.currency_id.id,
                    "company_amount": self._in_company_currency(vals, company),
                }
                for vals in vals_list
            ]
        )

    def _in_company_currency(self, vals, company):
        """The amount at the rate of its day; refuses dates that cannot be meant."""
        vals = self._clean_values(vals)
        day = fields.Date.to_date(vals.get("date"))
        if not day or not EARLIEST <= day <= fields.Date.today():
            raise ValidationError(
                self.env._("Date (date): %s is not a day between 2000 and today.", vals.get("date"))
            )
        currency = self.env["res.currency"].browse(
            vals.get("currency_id") or company.currency_id.id
        )
        return currency._convert(vals.get("amount") or 0, company.currency_id, company, day)

    def write(self, vals):
        raise UserError(
            self.env._("Movements are never changed. Enter one in the other direction.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Movements are kept."))

    def _movements(self, firm, since):
        """Movements of a firm for the rules, in order of time."""
        rows = self.search([("firm_id", "=", firm.id), ("date", ">=", since)], order="date, id")
        return [
            Movement(
                id=row.id,
                day=row.date,
                amount=round(row.company_amount * 100),
                direction=row.direction,
                method=row.method,
                counterparty=(row.counterparty or "").strip().casefold(),
                country=row.country_id.code or "",
                own_account=row.own_account,
            )
            for row in rows
        ]
