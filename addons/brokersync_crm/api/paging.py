"""Lists in pages by cursor: page 5,000 costs as much as page 1, and a new record shifts nothing."""

import base64
import json
from datetime import datetime
from typing import Annotated, Generic, TypeVar
from urllib.parse import urlencode

from pydantic import Field, StringConstraints

from odoo.fields import Domain
from odoo.http import request
from odoo.tools import SQL

from .call import current_call
from .problems import Problem
from .schema import Flag, PageSize, Schema

MAX_TOTAL = 10_000  # beyond it counting costs more than the page

Shown = TypeVar("Shown")

Cursor = Annotated[str, StringConstraints(min_length=1, max_length=512, pattern="^[A-Za-z0-9_-]+$")]


class PageQuery(Schema):
    """Query of every list."""

    limit: PageSize = 50
    cursor: Cursor | None = Field(None, description="`next` of the page before.")
    total: Flag = Field(False, description=f"Count the records, up to {MAX_TOTAL:,}.")


class Page(Schema, Generic[Shown]):
    """Part of a list; `next` is the cursor of the following page and missing on the last one."""

    items: list[Shown]
    next: str | None = None
    total: int | None = Field(None, description=f"{MAX_TOTAL} also stands for more.")


def page(model, domain, query, show, *, sort):
    """One page of the records of `model` (searched as its user) that match `domain`.

    :param query: a PageQuery
    :param show: function from a record to its representation
    :param sort: field to sort by, `-` in front for the highest first; required and stored, so that it is never empty
    """
    descending, name = sort.startswith("-"), sort.removeprefix("-")
    direction = "desc" if descending else "asc"
    order = f"{name} {direction}" + ("" if name == "id" else f", id {direction}")
    after = _after(model, name, descending, query.cursor) if query.cursor else Domain.TRUE
    records = model.search(Domain(domain) & after, order=order, limit=query.limit + 1)
    shown = records[: query.limit]
    following = _cursor(shown[-1], name) if len(records) > query.limit else None
    if following:
        current_call.get().headers["Link"] = f'<{_url(following)}>; rel="next"'
    total = model.search_count(domain, limit=MAX_TOTAL) if query.total else None
    return Page(items=[show(record) for record in shown], next=following, total=total)


def _after(model, name, descending, cursor):
    """Domain of what comes after the record the cursor names."""
    operator = "<" if descending else ">"
    try:
        value, last_id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        field = model._fields[name]
        if type(last_id) is not int or not 0 < last_id < 2**31:
            raise ValueError(last_id)
        if field.type == "datetime":
            value = datetime.fromisoformat(value)
        elif field.type == "integer" or name == "id":
            value = int(value)
        elif not isinstance(value, str) or "\0" in value.encode().decode():
            raise ValueError(value)  # encode() has refused half of a surrogate pair
    except (ValueError, TypeError, OverflowError) as error:
        raise Problem(
            422,
            "invalid",
            "Not valid: cursor. Take it from the page before, with the same sort.",
            errors=[{"parameter": "cursor", "code": "cursor", "detail": "is none of this list"}],
        ) from error
    if name == "id":
        return Domain("id", operator, last_id)
    return Domain.custom(to_sql=_row_comparison(name, operator, value, last_id))


def _row_comparison(name, operator, value, last_id):
    """Exact to the microsecond, which Odoo's own comparison of times is not, and served by an index on both."""

    def to_sql(model, alias, query):
        column = model._field_to_sql(alias, name, query)
        row = SQL.identifier(alias, "id")
        return SQL("(%s, %s) %s (%s, %s)", column, row, SQL(operator), value, last_id)

    return to_sql


def _cursor(record, name):
    value = record[name]
    if isinstance(value, datetime):
        value = value.isoformat()
    place = json.dumps([value, record.id], separators=(",", ":"))
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _url(cursor):
    """This request's address with another cursor."""
    asked = request.httprequest
    query = [(name, value) for name, value in asked.args.items(multi=True) if name != "cursor"]
    return f"{asked.path}?{urlencode([*query, ('cursor', cursor)])}"
