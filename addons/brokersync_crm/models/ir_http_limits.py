from psycopg2.errors import QueryCanceled

from odoo import models
from odoo.exceptions import UserError
from odoo.http import request

from .. import question

SECONDS = "brokersync_crm.statement_seconds"
SECONDS_DEFAULT = 30


class IrHttp(models.AbstractModel):
    """No request keeps the database or a processor for minutes, whatever it asks.

    Odoo's own limit ends the worker, with everybody's requests in it when it works in threads; the database's statement
    goes on nevertheless.
    """

    _inherit = "ir.http"

    @classmethod
    def _pre_dispatch(cls, rule, args):
        request.env["ir.http"]._brokersync_limit_statements()
        return super()._pre_dispatch(rule, args)

    def _brokersync_limit_statements(self):
        """Let the database end every statement of this transaction that takes longer than the limit."""
        text = self.env["ir.config_parameter"].sudo().get_param(SECONDS, "")
        seconds = int(text) if text.isdecimal() else SECONDS_DEFAULT
        self.env.cr.execute(
            "SELECT set_config('statement_timeout', %s, true)", [str(seconds * 1000)]
        )

    @classmethod
    def _dispatch(cls, endpoint):
        cls._brokersync_check_question(request.params)
        return super()._dispatch(endpoint)

    @classmethod
    def _brokersync_check_question(cls, params):
        try:
            question.check(params)
        except question.TooMuch as error:
            raise UserError(
                request.env._(
                    "This asks for too much at once: %s. Ask for less, or in several steps.", error
                )
            ) from error

    @classmethod
    def _handle_error(cls, exception):
        if isinstance(exception, QueryCanceled):
            exception = cls._brokersync_too_slow()
        return super()._handle_error(exception)

    @classmethod
    def _brokersync_too_slow(cls):
        return UserError(
            request.env._("This takes too long. Narrow the search, or ask for fewer records.")
        )
