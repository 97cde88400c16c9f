"""How a route says that it will go: `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and a link to what to do instead."""

from datetime import UTC, datetime
from email.utils import format_datetime

from fastapi import Depends

from .call import current_call


def deprecated(since, sunset, guide):
    """Keyword arguments of a route that is deprecated: `@router.get("/old", **deprecated(…))`.

    :param since: date on which it was deprecated
    :param sunset: date from which on it may be gone
    :param guide: address of the page that says what to use instead
    """
    headers = {
        "Deprecation": f"@{int(_midnight(since).timestamp())}",
        "Sunset": format_datetime(_midnight(sunset), usegmt=True),
        "Link": f'<{guide}>; rel="deprecation"; type="text/html"',
    }

    async def announce():
        current_call.get().headers.update(headers)

    return {"deprecated": True, "dependencies": [Depends(announce)]}


def _midnight(day):
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
