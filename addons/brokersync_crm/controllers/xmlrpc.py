from xmlrpc.client import Fault, loads

from psycopg2.errors import QueryCanceled

from odoo.addons.rpc.controllers import RPC
from odoo.addons.rpc.controllers.xmlrpc import RPC_FAULT_CODE_APPLICATION_ERROR, dumps
from odoo.exceptions import AccessDenied, UserError
from odoo.http import Response, request, route
from odoo.tools import config

from ..quiet_errors import told_of


class QuietXmlRpc(RPC):
    """XML-RPC reads its body and answers errors past `ir.http`, which bounds and quietens all other calls."""

    @route()
    def xmlrpc_1(self, service):
        try:
            return super().xmlrpc_1(service)
        except Exception as error:
            _quieten(error, lambda text: Fault(text, text))
            raise

    @route()
    def xmlrpc_2(self, service):
        try:
            return super().xmlrpc_2(service)
        except Exception as error:
            _quieten(error, lambda text: Fault(RPC_FAULT_CODE_APPLICATION_ERROR, text))
            raise

    def _xmlrpc(self, service):
        limits = request.env["ir.http"]
        params, _method = loads(request.httprequest.get_data(), use_datetime=True)
        limits._brokersync_check_question(params)
        try:
            return super()._xmlrpc(service)
        except QueryCanceled as error:
            raise limits._brokersync_too_slow() from error


def _quieten(error, fault):
    """Odoo has put the traceback into the answer to what is no refusal; the log has it too."""
    if isinstance(error, (AccessDenied, UserError)) or config["dev_mode"]:
        return
    error.error_response = Response(dumps(fault(told_of(error))), mimetype="text/xml")
