from odoo import fields


class BigInteger(fields.Integer):
    """Integer of 64 bits: sequence numbers and nanoseconds outgrow Odoo's own 32.

    JavaScript reads it exactly up to 2^53; XML-RPC, which ends at 2^31, gets a float, as with `fields.Integer`.
    """

    _column_type = ("int8", "int8")
    aggregator = None
