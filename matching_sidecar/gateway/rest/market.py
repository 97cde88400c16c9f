"""Market data over REST: what the market looks like now, without asking anybody else."""

from __future__ import annotations

from functools import partial
from typing import Final

from ...market_data import states
from ...market_data.bars import KEPT, SECONDS
from ...market_data.feed import Feed
from ...wire.errors import EdgeError, excerpt
from ..http.message import Request, Response, json
from .services import Services, authenticate, parameters

DEPTH: Final = 10
MAX_DEPTH: Final = 10_000
LIMIT: Final = 100
MAX_TRADES: Final = 1_000


def book(services: Services, request: Request, symbol: str) -> Response:
    """GET /v1/instruments/{symbol}/book"""
    authenticate(services, request, "view")
    depth = _number(request, "depth", DEPTH, MAX_DEPTH)
    return services.books.get(_feed(services, symbol), depth)


def quote(services: Services, request: Request, symbol: str) -> Response:
    """GET /v1/instruments/{symbol}/quote"""
    authenticate(services, request, "view")
    return json(states.quote(_feed(services, symbol)))


def statistics(services: Services, request: Request, symbol: str) -> Response:
    """GET /v1/instruments/{symbol}/statistics"""
    authenticate(services, request, "view")
    return json(states.statistics(_feed(services, symbol)))


def phase(services: Services, request: Request, symbol: str) -> Response:
    """GET /v1/instruments/{symbol}/phase"""
    authenticate(services, request, "view")
    return json(states.phase(_feed(services, symbol)))


def trades(services: Services, request: Request, symbol: str) -> Response:
    """GET /v1/instruments/{symbol}/trades"""
    authenticate(services, request, "view")
    limit = _number(request, "limit", LIMIT, MAX_TRADES)
    _feed(services, symbol)
    return json(services.hub.market.latest_trades(symbol, limit))


def bars(services: Services, request: Request, symbol: str) -> None:
    """GET /v1/instruments/{symbol}/bars

    The first time the answer waits until the event log has been read.
    """
    authenticate(services, request, "view")
    interval = parameters(request).get("interval", "1m")
    if interval not in SECONDS:
        text = f"interval must be one of {', '.join(SECONDS)}, got {excerpt(interval)}"
        raise EdgeError("FIELD_INVALID", text, "interval")
    limit = _number(request, "limit", LIMIT, KEPT)
    _feed(services, symbol)
    history = services.hub.market.bars
    history.when_ready(partial(_answer_bars, services, request, symbol, interval, limit))


def _answer_bars(
    services: Services, request: Request, symbol: str, interval: str, limit: int
) -> None:
    series = services.hub.market.bars.series(symbol, interval)
    content = {"symbol": symbol, "interval": interval, "seq": series.seq}
    request.respond(json(content | {"bars": series.latest(limit)}))


def _feed(services: Services, symbol: str) -> Feed:
    feed = services.hub.market.feed(symbol)
    if feed is None:
        text = f"unknown symbol {excerpt(symbol)}"
        raise EdgeError("UNKNOWN_SYMBOL", text, "symbol", status=404)
    return feed


def _number(request: Request, name: str, default: int, largest: int) -> int:
    text = parameters(request).get(name, str(default))
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    if not 1 <= number <= largest:
        text = f"{name} must be a whole number from 1 to {largest}, got {excerpt(text)}"
        raise EdgeError("FIELD_INVALID", text, name)
    return number
