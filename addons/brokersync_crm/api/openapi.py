"""What the OpenAPI document says about the whole API."""

from functools import wraps

from . import answers, problems
from .examples import EXAMPLES

VERSION = "1.0.0"

DESCRIPTION = """\
Client firms, their people, what was discussed and written.

Every call acts as the user behind the key or token and reaches what that user may see. Errors are
`application/problem+json` with a stable `code`. The guide for integrators is `docs/api/README.md`.
"""

PARAMETERS = {
    "title": "BrokerSync REST API",
    "version": VERSION,
    "description": DESCRIPTION,
    "license_info": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
    "docs_url": None,
    "redoc_url": None,
    "openapi_url": "/openapi.json",
    # A redirect would name the Host the caller sent, and lose the body of a POST.
    "redirect_slashes": False,
    # A body and an answer of the same model differ only in defaults: one schema for both is easier to read.
    "separate_input_output_schemas": False,
}

PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457; programs decide by `code`.",
    "required": ["type", "title", "status", "detail", "code", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "code": {"type": "string", "examples": ["not_found"]},
        "request_id": {"type": "string", "description": "Also in `X-Request-Id` and in the log."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "Into the body, RFC 6901."},
                    "parameter": {
                        "type": "string",
                        "description": "Of the path, query or headers.",
                    },
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}

_GENERATED = (
    "HTTPValidationError",
    "ValidationError",
)  # FastAPI's own form of errors, which is not used


def describe(app):
    """Let the document of `app` tell how errors look."""
    generate = app.openapi

    @wraps(generate)
    def openapi():
        document = generate()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        if "Problem" in schemas:
            return document
        for name in _GENERATED:
            schemas.pop(name, None)
        schemas["Problem"] = PROBLEM
        for name, example in EXAMPLES.items():
            if name in schemas:
                schemas[name]["examples"] = [example]
        document["components"] |= answers.components()
        for operations in document["paths"].values():
            for method, operation in operations.items():
                operation["responses"].pop("422", None)
                answers.add(operation, method)
                operation["responses"].setdefault("default", _PROBLEM_RESPONSE)
        return document

    app.openapi = openapi


_PROBLEM_RESPONSE = {
    "description": "Problem",
    "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
