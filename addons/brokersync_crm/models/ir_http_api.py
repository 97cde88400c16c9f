from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from odoo import models
from odoo.http import request

from ..api import headers, problems
from ..api.call import Call

PREFIX = "/api/"


class IrHttp(models.AbstractModel):
    """Under /api/ errors are problem documents everywhere: wrong versions, unknown methods, files of the reference."""

    _inherit = "ir.http"

    @classmethod
    def _match(cls, path_info):
        try:
            return super()._match(path_info)
        except MethodNotAllowed as error:
            if path_info.startswith(PREFIX):
                error.error_response = cls._brokersync_problem(error)
            raise

    @classmethod
    def _serve_fallback(cls):
        if request.httprequest.path.startswith(PREFIX):
            return cls._brokersync_problem(NotFound())
        return super()._serve_fallback()

    @classmethod
    def _handle_error(cls, exception):
        # The API's own routes answer for themselves, with what they know of the request.
        if (
            request.httprequest.path.startswith(PREFIX)
            and request.dispatcher.routing_type == "http"
            and isinstance(exception, HTTPException)
        ):
            return cls._brokersync_problem(exception)
        return super()._handle_error(exception)

    @classmethod
    def _brokersync_problem(cls, error):
        call = Call.named(request.httprequest.headers.get("X-Request-Id"))
        problem = problems.of(error)
        own = {"X-Request-Id": call.request_id, "Content-Type": problems.MEDIA_TYPE}
        return request.make_response(
            problem.text(call.request_id),
            headers=list((headers.SECURITY | own | problem.headers).items()),
            status=problem.status,
        )
