"""The gate: what happens to a request before and after FastAPI."""

import hashlib
import logging

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as StarletteHTTPException
from werkzeug.exceptions import RequestEntityTooLarge

from odoo.addons.fastapi.fastapi_dispatcher import FastApiDispatcher
from odoo.addons.fastapi.pools import fastapi_app_pool

from . import asgi, authentication, body, headers, limits, problems
from .call import Call, current_call

_logger = logging.getLogger(__name__)


class ApiDispatcher(FastApiDispatcher):
    """Checks the body, learns who asks, counts the request, lets the app answer, and gives every answer its headers.

    Different from OCA's dispatcher: it takes one app for the endpoint (not one for each path, each of which would stay
    in memory), and errors become problem documents.
    """

    routing_type = "brokersync_api"

    def __init__(self, request):
        super().__init__(request)
        self.call = Call.named(request.httprequest.headers.get("X-Request-Id"))

    def dispatch(self, endpoint, args):
        self.request.params = {}
        asked, env = self.request.httprequest, self.request.env
        origin = asked.headers.get("Origin")
        self.call.headers |= headers.cors(env, origin)
        if asked.method == "OPTIONS" and (allowed := headers.preflight(env, origin)):
            return self._answer(b"", 204, allowed)
        token = current_call.set(self.call)
        try:
            environ, raw = self._read()
            self._admit(raw)
            answer = self._ask_app(environ, raw)
            if self.call.failed:
                authentication.count_failure(env, authentication.buckets_of(asked))
            return answer
        except limits.Refused as refused:
            # Returned and not raised: nothing has happened that must be undone.
            return self._problem(refused)
        finally:
            current_call.reset(token)

    def handle_error(self, exc):
        return self._problem(problems.of(exc))

    def _read(self):
        """The WSGI environment with the body to read once more, and the body; None of one that is too large."""
        asked = self.request.httprequest
        try:
            environ = self._get_environ()
        except RequestEntityTooLarge:
            return asked.environ, None
        raw = environ["wsgi.input"].read()
        # Of a body that comes in pieces without a length, no more is read than one may have.
        cut_off = asked.content_length is None and len(raw) >= body.MAX_BYTES
        return environ, None if cut_off else raw

    def _admit(self, raw):
        """Raise Problem unless the request may go on to a route."""
        asked = self.request.httprequest
        self.call.fingerprint = hashlib.sha256(
            b"\0".join([asked.method.encode(), asked.full_path.encode(), raw or b""])
        ).hexdigest()
        self.call.caller = authentication.identify(self.request.env, asked)
        if not self.call.charged:
            self.call.charged = True
            self.call.headers |= limits.charge(self.request.env, asked, self.call.caller)
        body.check(asked.method, asked.path, asked.mimetype, raw)

    def _ask_app(self, environ, raw):
        endpoints = self.request.env["fastapi.endpoint"].sudo()
        root = endpoints._find_first_matching_url_path(
            endpoints._get_id_by_root_path_map(), environ["PATH_INFO"]
        )
        caller = self.call.caller
        self.request.update_env(
            user=caller.user_id if caller else self.request.env.ref("base.public_user").id
        )
        with (
            fastapi_app_pool.get_app(env=self.request.env, root_path=root) as app,
            self._manage_odoo_env(self.request.env.uid),
        ):
            try:
                answer = asgi.ask(app.app, environ, raw)
            except (RequestValidationError, StarletteHTTPException) as error:
                # What callers do wrong leaves no traceback in the log.
                problem = problems.of(error)
                if problem.status == 405:
                    problem.headers["Allow"] = asgi.allowed_methods(app.app, environ["PATH_INFO"])
                raise problem from error
        return self._answer(answer.content, answer.status, dict(answer.headers))

    def _problem(self, problem):
        return self._answer(
            problem.text(self.call.request_id),
            problem.status,
            {"Content-Type": problems.MEDIA_TYPE} | problem.headers,
        )

    def _answer(self, content, status, own_headers):
        caller = self.call.caller
        _logger.info(
            "%s %s %s user=%s request=%s",
            self.request.httprequest.method,
            self.request.httprequest.path,
            status,
            caller.user_id if caller else "-",
            self.call.request_id,
        )
        everything = headers.SECURITY | {"X-Request-Id": self.call.request_id} | self.call.headers
        everything = {name.lower(): value for name, value in everything.items()}
        everything |= {name.lower(): value for name, value in own_headers.items()}
        return self.request.make_response(content, headers=list(everything.items()), status=status)
