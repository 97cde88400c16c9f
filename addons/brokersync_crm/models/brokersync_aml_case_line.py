from odoo import fields, models


class BrokersyncAmlCaseLine(models.Model):
    """One movement as evidence of a case."""

    _name = "brokersync.aml.case.line"
    _description = "Evidence of an AML case"
    _inherit = ["brokersync.firm.owned"]
    _order = "date, id"
    _rec_name = "transaction_id"
    _allow_sudo_commands = False

    case_id = fields.Many2one(
        "brokersync.aml.case", required=True, readonly=True, index=True, ondelete="restrict"
    )
    firm_id = fields.Many2one(related="case_id.firm_id", store=True, precompute=True)
    transaction_id = fields.Many2one(
        "brokersync.aml.transaction", required=True, readonly=True, index=True, ondelete="restrict"
    )
    date = fields.Date(related="transaction_id.date", store=True)
    direction = fields.Selection(related="transaction_id.direction")
    method = fields.Selection(related="transaction_id.method")
    currency_id = fields.Many2one(related="transaction_id.currency_id")
    amount = fields.Monetary(related="transaction_id.amount")
    counterparty = fields.Char(related="transaction_id.counterparty")
    country_id = fields.Many2one(related="transaction_id.country_id")

    _once = models.Constraint("UNIQUE (case_id, transaction_id)", "This is evidence already.")
