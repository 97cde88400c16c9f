"""What the schemas are made of: strict types, which refuse what Python or Odoo would turn into something else."""

import re
from datetime import UTC, datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from ..text import TEXT_SIZE, clean

_RFC3339 = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)
_NUMBER = re.compile(r"[0-9]{1,10}", re.ASCII)
_EARLIEST, _LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)

MAX_ID = 2**31 - 1  # PostgreSQL's integer, Odoo's id


class Schema(BaseModel):
    """Strict: a number is a number, a text a text, and a name nobody knows is refused."""

    model_config = ConfigDict(
        strict=True, extra="forbid", allow_inf_nan=False, str_strip_whitespace=True
    )


def _readable(*, lines):
    return AfterValidator(lambda value: clean(value, TEXT_SIZE, lines=lines))


def _from_url(value):
    """An integer out of a URL: digits only, where pydantic would also take “1_000” and “ 7 ”."""
    if isinstance(value, str):
        if not _NUMBER.fullmatch(value):
            raise ValueError("must be a whole number in digits")
        return int(value)
    return value


def _flag_from_url(value):
    if isinstance(value, str):
        if value not in ("true", "false"):
            raise ValueError("must be true or false")
        return value == "true"
    return value


def _moment(value):
    """A point in time with its offset, in UTC without tzinfo as Odoo stores it."""
    if not isinstance(value, str) or not _RFC3339.fullmatch(value):
        raise ValueError("must be a time with offset, as 2026-03-01T09:30:00Z")
    try:
        moment = datetime.fromisoformat(value.upper().replace("Z", "+00:00"))
        in_range = _EARLIEST <= moment < _LATEST
    except (ValueError, OverflowError):
        raise ValueError("there is no such time") from None
    if not in_range:
        raise ValueError("must lie between 1900 and 2200")
    return moment


def _stored(moment):
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)


Line = Annotated[str, StringConstraints(min_length=1, max_length=255), _readable(lines=False)]
"""One line of text, 1 to 255 characters."""

Word = Annotated[str, StringConstraints(min_length=1, max_length=64), _readable(lines=False)]
"""A code or short name."""

Note = Annotated[str, StringConstraints(min_length=1, max_length=TEXT_SIZE), _readable(lines=True)]
"""Several lines of text."""

Email = Annotated[
    str,
    StringConstraints(
        max_length=254, pattern=r"^[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9.-]{1,180}\.[A-Za-z]{2,63}$"
    ),
    WithJsonSchema({"type": "string", "format": "email", "maxLength": 254}),
]

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2."""

Id = Annotated[int, Field(ge=1, le=MAX_ID)]
"""Id of a record, in a body or an answer."""

UrlId = Annotated[int, Field(ge=1, le=MAX_ID), BeforeValidator(_from_url)]
"""Id of a record, in a path or a query."""

PageSize = Annotated[int, Field(ge=1, le=200), BeforeValidator(_from_url)]

Flag = Annotated[bool, BeforeValidator(_flag_from_url)]

Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    AfterValidator(_stored),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""RFC 3339 with offset; becomes UTC without one."""

Stamp = Annotated[
    datetime,
    PlainSerializer(lambda value: value.isoformat() + "Z", return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]
"""A time out of the database, told as RFC 3339 in UTC."""
