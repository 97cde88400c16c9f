"""Trades cancelled or corrected over REST."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

import msgspec
import structlog

from ...model.codes import REASONS
from ...shard.trades import NotTaken, amend, find
from ...wire.errors import EdgeError
from ...wire.messages import Bust, Correct
from ...wire.prices import to_ticks
from ...wire.reports import report
from ..http.message import Request, Response, json
from .problems import problem
from .services import Services, authenticate, read

_BUST = msgspec.json.Decoder(Bust)
_CORRECT = msgspec.json.Decoder(Correct)
_LOG = structlog.stdlib.get_logger(__name__)
_TASKS: Final[set[asyncio.Task[None]]] = set()


def bust(services: Services, request: Request) -> None:
    """POST /v1/admin/bust"""
    sub = authenticate(services, request, "admin").sub
    message = read(request, _BUST)
    _LOG.warning("bust", sub=sub, request_id=request.request_id, trade_id=message.trade_id)
    _start(_answer(services, request, message.trade_id, None))


def correct(services: Services, request: Request) -> None:
    """POST /v1/admin/correct"""
    sub = authenticate(services, request, "admin").sub
    message = read(request, _CORRECT)
    about = {"trade_id": message.trade_id, "price": message.price}
    _LOG.warning("correction", sub=sub, request_id=request.request_id, **about)
    _start(_answer(services, request, message.trade_id, message.price))


def _start(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.get_running_loop().create_task(work)
    _TASKS.add(task)
    task.add_done_callback(_TASKS.discard)


async def _answer(services: Services, request: Request, trade_id: int, price: float | None) -> None:
    try:
        response = await _amend(services, trade_id, price)
    except EdgeError as error:
        services.hub.metrics.refusals[error.code] += 1
        response = problem(error)
    except Exception:  # noqa: BLE001 - a defect of ours: logged, and answered without its inside
        _LOG.exception("a request failed", path=request.path, request_id=request.request_id)
        response = problem(EdgeError("INTERNAL", "the request failed; the log has the reason"))
    request.respond(response)


async def _amend(services: Services, trade_id: int, price: float | None) -> Response:
    shard = services.shard
    ticks = None
    if price is not None:
        log = shard.event_log
        trade = await asyncio.to_thread(find, log, trade_id, log.last_seq)
        if trade is None:
            raise EdgeError("UNKNOWN_TRADE", REASONS["UNKNOWN_TRADE"].text, "trade_id")
        ticks = to_ticks(price, shard.engine.instruments[trade.fills[0].symbol].row, "price")
    try:
        refusal, events = await amend(shard, trade_id, ticks)
    except NotTaken as error:
        raise EdgeError(error.code, str(error)) from None
    if refusal is not None:
        raise EdgeError(refusal.code, REASONS[refusal.code].text)
    return json({"reports": [report(event) for event in events]})
