"""Versions: an entity tag is the hash of what the caller was shown, and a change must name the version it changes."""

import hashlib
from typing import Annotated

from fastapi import Header
from fastapi.responses import Response

from .call import current_call
from .problems import Problem

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=200,
        description="`ETag` of the version that is changed; `*` for whichever it is.",
    ),
]
IfNoneMatch = Annotated[
    str | None,
    Header(alias="If-None-Match", max_length=200, description="`ETag` of a version already held."),
]


def of(shown):
    """Strong entity tag of a representation."""
    return f'"{hashlib.sha256(shown.model_dump_json().encode()).hexdigest()[:32]}"'


def tagged(shown, if_none_match=None):
    """The representation with its `ETag`; 304 without a body when the caller holds this version."""
    tag = of(shown)
    current_call.get().headers["ETag"] = tag
    if if_none_match and (if_none_match.strip() == "*" or tag in _tags(if_none_match)):
        return Response(status_code=304)
    return shown


def require(if_match, shown):
    """Raise Problem unless the caller names the version that is there now."""
    if if_match is None:
        raise Problem(
            428, "precondition_required", "Send If-Match with the ETag of the version you change."
        )
    allow(if_match, shown)


def allow(if_match, shown):
    """As `require`, where naming a version is the caller's choice."""
    if if_match is None or if_match.strip() == "*" or of(shown) in _tags(if_match):
        return
    raise Problem(
        412, "precondition_failed", "Somebody changed this in the meantime: read it again."
    )


def _tags(header):
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}
