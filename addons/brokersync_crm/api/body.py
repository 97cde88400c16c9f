"""What a body must be before anybody parses it into objects: small, flat, JSON as RFC 8259 has it, each name once."""

import json
import re

from .problems import Problem

MAX_BYTES = 256 * 1024
MAX_DEPTH = 16
FORM_PATHS = ("/oauth/token", "/oauth/revoke", "/oauth/introspect")  # RFC 6749 wants forms there

_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")


def check(method, path, media_type, raw):
    """Raise Problem unless `raw` is a body this request may have.

    :param media_type: the Content-Type without its parameters, lower case
    :param raw: bytes; None of a body that was too large to be read
    """
    if raw is None or len(raw) > MAX_BYTES:
        raise Problem(413, "body_too_large", f"A body may have {MAX_BYTES} bytes.")
    if method in ("GET", "HEAD", "DELETE", "OPTIONS") or not raw:
        return
    expected = (
        "application/x-www-form-urlencoded" if path.endswith(FORM_PATHS) else "application/json"
    )
    if media_type != expected:
        raise Problem(415, "unsupported_media_type", f"Send the body as {expected}.")
    if expected == "application/json":
        _check_json(raw)


def _check_json(raw):
    _check_depth(raw)
    try:
        document = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant
        )
    except Problem:
        raise
    except ValueError as error:  # also UnicodeDecodeError, and an integer of thousands of digits
        raise Problem(400, "malformed_json", "The body is not JSON in UTF-8.") from error
    _check_texts(document)


def _check_depth(raw):
    depth = 0
    for token in _TOKENS.finditer(raw):
        kind = token[0]
        if kind in (b"[", b"{"):
            depth += 1
            if depth > MAX_DEPTH:
                raise Problem(400, "malformed_json", f"JSON may be nested {MAX_DEPTH} levels deep.")
        elif kind in (b"]", b"}"):
            depth -= 1


def _unique(pairs):
    names = dict(pairs)
    if len(names) != len(pairs):
        raise Problem(400, "duplicate_name", "A name stands twice in one JSON object.")
    return names


def _no_constant(_name):
    raise Problem(400, "malformed_json", "NaN and Infinity are not JSON.")


def _check_texts(value):
    """Lone surrogates, which JSON can spell and UTF-8 cannot: no answer or table could hold them."""
    match value:
        case str() if _SURROGATE.search(value):
            raise Problem(400, "malformed_json", "A text has half of a surrogate pair.")
        case dict():
            for name, item in value.items():
                _check_texts(name)
                _check_texts(item)
        case list():
            for item in value:
                _check_texts(item)
