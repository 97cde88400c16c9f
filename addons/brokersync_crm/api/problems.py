"""Every error as `application/problem+json` (RFC 9457), with a code that stays.

Programs decide by `code`; `detail` is for people. Neither carries SQL, a traceback or what was sent.
"""

import json
import logging
from http import HTTPStatus

import psycopg2
from fastapi.exceptions import RequestValidationError
from psycopg2 import errors as pg
from starlette.exceptions import HTTPException as StarletteHTTPException
from werkzeug.exceptions import HTTPException as WerkzeugHTTPException

from odoo.exceptions import AccessDenied, AccessError, MissingError, UserError, ValidationError

MEDIA_TYPE = "application/problem+json"

# Code of an error that says no more than its HTTP status.
STATUS_CODES = {
    400: "bad_request",
    401: "unauthenticated",
    403: "access_denied",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "unsupported_media_type",
    422: "invalid",
    429: "rate_limited",
}

STATUS_DETAILS = {
    404: "There is nothing at this address: /api/v1/docs lists what there is.",
    405: "Not with this method: see Allow.",
}


class Problem(Exception):
    """An answer that is an error.

    :param code: one of the table in docs/api/README.md
    :param detail: what is wrong and what to do, for people
    :param errors: dicts with `pointer` (RFC 6901, into the body) or `parameter`, `code` and `detail`
    """

    loglevel = logging.INFO  # read by Odoo: no traceback for what a caller did wrong

    def __init__(self, status, code, detail, *, errors=(), headers=None):
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = list(errors)
        self.headers = headers or {}

    def body(self, request_id):
        """The problem document."""
        document = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "request_id": request_id,
        }
        return document | ({"errors": self.errors} if self.errors else {})

    def text(self, request_id):
        """The problem document as JSON, bytes."""
        return json.dumps(self.body(request_id)).encode()


def not_found(what):
    """The one answer for what is not there and for what is not the caller's."""
    return Problem(404, "not_found", f"There is no such {what}, or it is not yours to see.")


def of(error):
    """The problem that stands for any exception."""
    match error:
        case Problem():
            return error
        case RequestValidationError():
            return _of_validation(error)
        case StarletteHTTPException() | WerkzeugHTTPException():
            return _of_status(error)
        case UserError() | AccessDenied():
            return _of_odoo(error)
        case psycopg2.DataError():
            return Problem(422, "out_of_range", "A value is outside the range that can be stored.")
        case pg.QueryCanceled():
            return Problem(422, "too_much", "This takes too long: narrow the filter.")
        case psycopg2.OperationalError():
            return Problem(
                503,
                "busy",
                "Too much at once: send the request again.",
                headers={"Retry-After": "1"},
            )
    return Problem(
        500,
        "internal_error",
        "Something went wrong here. Tell support the request id; the details are in the log.",
    )


def _of_odoo(error):
    match error:
        case AccessDenied():
            return Problem(401, "unauthenticated", "The key or token is not valid.")
        case AccessError():
            return Problem(403, "access_denied", _first_paragraph(error))
        case MissingError():
            return not_found("record")
        case ValidationError(__cause__=pg.UniqueViolation()):
            return Problem(409, "already_exists", _first_paragraph(error))
        case ValidationError(__cause__=pg.ForeignKeyViolation() | pg.RestrictViolation()):
            return Problem(409, "in_use", "Other records depend on this one.")
        case ValidationError(__cause__=psycopg2.Error()):
            return Problem(422, "invalid", _first_paragraph(error))
        case ValidationError():
            return Problem(422, "invalid", str(error.args[0]))
    return Problem(422, "refused", str(error.args[0]))


def _first_paragraph(error):
    """Odoo's access errors go on with ids and groups, its SQL errors with the constraint's name."""
    return str(error.args[0]).partition("\n")[0].strip()


def _of_status(error):
    status = getattr(error, "status_code", None) or error.code or 500
    code = STATUS_CODES.get(status, "http_error")
    detail = STATUS_DETAILS.get(status, f"{HTTPStatus(status).phrase}.")
    headers = dict(getattr(error, "headers", None) or {})
    if methods := getattr(error, "valid_methods", None):
        headers["Allow"] = ", ".join(sorted(methods))
    return Problem(status, code, detail, headers=headers)


def _of_validation(error):
    errors = [_field_error(entry) for entry in error.errors()]
    named = ", ".join(dict.fromkeys(e.get("pointer") or e.get("parameter") or "" for e in errors))
    return Problem(422, "invalid", f"Not valid: {named.strip(', ') or 'the body'}.", errors=errors)


def _field_error(entry):
    """One entry of pydantic, without the value that was sent."""
    place, *path = entry["loc"]
    where = (
        {"pointer": "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)}
        if place == "body"
        else {"parameter": str(path[0]) if path else str(place)}
    )
    return {**where, "code": entry["type"], "detail": entry["msg"].removeprefix("Value error, ")}
