"""Which errors and headers an operation of the OpenAPI document can answer with: told by what it takes."""

from http import HTTPStatus

from . import problems

_ID = "order-4711-abc"

# Component, status, code and text of each; the codes and their meaning are in docs/api/README.md.
PROBLEMS = {
    "BadRequest": (400, "malformed_json", "The body is not JSON in UTF-8."),
    "Unauthenticated": (401, "unauthenticated", "The key or token is unknown, expired or revoked."),
    "Forbidden": (
        403,
        "insufficient_scope",
        "This key or token lacks the scope firms:write.",
    ),
    "NotFound": (404, "not_found", "There is no such firm, or it is not yours to see."),
    "Conflict": (409, "already_exists", "Another firm has this code."),
    "PreconditionFailed": (
        412,
        "precondition_failed",
        "Somebody changed this in the meantime: read it again.",
    ),
    "TooLarge": (413, "body_too_large", "A body may have 262144 bytes."),
    "MediaType": (415, "unsupported_media_type", "Send the body as application/json."),
    "Invalid": (422, "invalid", "Not valid: /code."),
    "PreconditionRequired": (
        428,
        "precondition_required",
        "Send If-Match with the ETag of the version you change.",
    ),
    "RateLimited": (429, "rate_limited", "Too many requests: try again in 12 s."),
    "InternalError": (500, "internal_error", "Something went wrong here."),
    "Busy": (503, "busy", "Too much at once: send the request again."),
}
_STATUS = {str(status): name for name, (status, _code, _text) in PROBLEMS.items()}

_TEXT = {"type": "string"}
HEADERS = {
    "X-Request-Id": ("Correlation id, also in the log.", _ID),
    "RateLimit-Policy": ("The limit this request counted against.", '"read";q=600;w=60'),
    "RateLimit": ("What is left of it, and for how many seconds.", '"read";r=598;t=60'),
    "Retry-After": ("Seconds to wait.", "12"),
    "ETag": (
        "Version of what is shown, for If-Match and If-None-Match.",
        '"181b…b804"',
    ),
    "Location": ("Address of what was made.", "/api/v1/firms/11"),
    "Link": ("The next page.", '</api/v1/firms?cursor=WzEsMV0>; rel="next"'),
    "Idempotency-Replayed": ("`true` when this Idempotency-Key came before.", "true"),
}
_ALWAYS = ("X-Request-Id", "RateLimit-Policy", "RateLimit")


def components():
    """The `responses` and `headers` all operations share."""
    return {
        "responses": {name: _problem(name) for name in PROBLEMS},
        "headers": {
            name: {"description": text, "schema": _TEXT, "example": example}
            for name, (text, example) in HEADERS.items()
        },
    }


def add(operation, method):
    """Tell of an operation which errors it may answer with, and which headers its answers have."""
    parameters = {parameter["name"]: parameter for parameter in operation.get("parameters", ())}
    places = {parameter["in"] for parameter in parameters.values()}
    answers = operation["responses"]
    for status in _statuses(operation, method, parameters, places):
        answers.setdefault(status, {"$ref": f"#/components/responses/{_STATUS[status]}"})
    if "If-None-Match" in parameters:
        answers["304"] = {"description": "You hold this version already."}
    for status, answer in answers.items():
        if status.startswith(("2", "3")):
            answer["headers"] = _links(_of_success(status, parameters, places))


def _statuses(operation, method, parameters, places):
    yield from ("401", "429", "500", "503")
    if operation.get("security"):
        yield "403"
    if "path" in places:
        yield "404"
    if "requestBody" in operation:
        yield from ("400", "413", "415")
    if parameters or "requestBody" in operation:
        yield "422"
    if "If-Match" in parameters:
        yield "412"
    if method in ("put", "patch"):
        yield from ("409", "428")
    if "Idempotency-Key" in parameters:
        yield "409"


def _of_success(status, parameters, places):
    yield from _ALWAYS
    if status == "201":
        yield from ("ETag", "Location", "Idempotency-Replayed")
    elif status != "204" and parameters.keys() & {"If-Match", "If-None-Match"}:
        yield "ETag"
    elif "cursor" in parameters:
        yield "Link"


def _links(names):
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _problem(name):
    status, code, text = PROBLEMS[name]
    example = problems.Problem(status, code, text).body(_ID)
    if code == "invalid":
        example["errors"] = [{"pointer": "/code", "code": "missing", "detail": "Field required"}]
    wait = ("Retry-After",) if status in (429, 503) else ()
    return {
        "description": HTTPStatus(status).phrase,
        "headers": _links((*_ALWAYS, *wait)),
        "content": {
            problems.MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": example,
            }
        },
    }
