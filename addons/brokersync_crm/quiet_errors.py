"""Programs that call over RPC are told what was wrong with their call, and not how the inside looks.

Odoo answers JSON-RPC, JSON-2 and XML-RPC with the traceback of the server, strangers too. It stays in the log, where it
is anyway. Odoo takes the last class for each type of route, which these are; in development (`dev_mode`) they change
nothing.
"""

import json

import psycopg2

from odoo.http import Json2Dispatcher, JsonRPCDispatcher
from odoo.tools import config

DEBUG = "The traceback is in the server's log."
DATABASE = "The database refused this; what it said is in the server's log."


def told(data):
    """The `data` of Odoo's error without traceback, and without SQL where the database complained."""
    if config["dev_mode"]:
        return data
    quiet = data | {"debug": DEBUG}
    if str(data.get("name")).startswith("psycopg2."):
        quiet |= {"message": DATABASE, "arguments": [DATABASE]}
    return quiet


def told_of(error):
    """What XML-RPC says of an exception that is no refusal: its kind and text, as the last line of a traceback."""
    text = DATABASE if isinstance(error, psycopg2.Error) else str(error)
    return f"{type(error).__name__}: {text}"


class QuietJsonRPCDispatcher(JsonRPCDispatcher):
    routing_type = "jsonrpc"

    def _response(self, result=None, error=None):
        if error and "data" in error:
            error |= {"data": told(error["data"])}
        return super()._response(result=result, error=error)


class QuietJson2Dispatcher(Json2Dispatcher):
    routing_type = "json2"

    def handle_error(self, exc):
        response = super().handle_error(exc)
        if response.mimetype == "application/json":
            document = json.loads(response.get_data())
            if isinstance(document, dict) and "debug" in document:
                response.set_data(json.dumps(told(document)))
        return response
