"""What tests of AML monitoring share: movements of a client that fit a pattern."""

from datetime import timedelta

from odoo import fields


def add_movements(env, firm, *amounts, **values):
    """One movement for each amount, a day apart, the last one yesterday: cash that came in, unless `values` differ."""
    today = fields.Date.today()
    transactions = env["brokersync.aml.transaction"]
    number = transactions.search_count([("firm_id", "=", firm.id)])
    return transactions.create(
        [
            {
                "firm_id": firm.id,
                "reference": f"T-{number + index}",
                "date": today - timedelta(days=len(amounts) - index),
                "direction": "in",
                "amount": amount,
                "method": "cash",
                **values,
            }
            for index, amount in enumerate(amounts)
        ]
    )


def find_cases(env, firm):
    """Cases of the firm after all rules looked at it."""
    env["brokersync.aml.rule"].search([])._examine(firm, fields.Date.today() - timedelta(days=400))
    return env["brokersync.aml.case"].search([("firm_id", "=", firm.id)])


STRUCTURED = (9_000, 8_500, 9_500)
