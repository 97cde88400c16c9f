"""Self-trade prevention: what happens when an order would meet one of its own party."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..book.instrument import InstrumentState
from ..book.order import Order
from ..book.special import Special
from ..model.enums import (
    BUY,
    CANCEL_BOTH,
    CANCEL_NEWEST,
    CANCEL_OLDEST,
    CANCELED,
    EXEC_CANCELED,
    STP_NONE,
)
from ..model.events import Event
from ..risk.state import AccountState
from . import restating

if TYPE_CHECKING:
    from .engine import Engine


def mode(special: Special, account: AccountState) -> int:
    """The prevention of an order: its own, else its account's; 0 for none."""
    own = special.terms.stp
    if own == STP_NONE:
        return 0
    return own or account.stp


def same_party(
    taker: Order, maker: Order, account: AccountState, accounts: dict[str, AccountState]
) -> bool:
    """Whether two orders belong together by the scope of the taker's ``account``."""
    if taker.account == maker.account:
        return account.stp_scope != "trader" or taker.entered_by == maker.entered_by
    if account.stp_scope == "trader":
        return taker.entered_by == maker.entered_by
    return account.stp_scope == "firm" and accounts[maker.account].firm is account.firm


def prevent(
    engine: Engine,
    taker: Order,
    maker: Order,
    prevention: int,
    ts: int,
    events: list[Event],
) -> str:
    """Keep two orders of one party from trading; ``prevention`` is not none.

    Returns the code with which the taker's rest is cancelled, or "".
    """
    if prevention == CANCEL_NEWEST:
        return "SELF_TRADE"
    lots = min(taker.leaves, maker.leaves)
    if prevention in (CANCEL_OLDEST, CANCEL_BOTH) or lots == maker.leaves:
        engine.end(
            maker,
            engine.accounts[maker.account],
            engine.instruments[maker.symbol],
            EXEC_CANCELED,
            CANCELED,
            "SELF_TRADE",
            ts,
            events,
        )
    else:
        restating.reduce(engine, maker, lots, "SELF_TRADE", ts, events)
    if prevention == CANCEL_OLDEST:
        return ""
    if prevention == CANCEL_BOTH or lots == taker.leaves:
        return "SELF_TRADE"
    restating.reduce(engine, taker, lots, "SELF_TRADE", ts, events)
    return ""


def can_fill(
    engine: Engine,
    order: Order,
    account: AccountState,
    instrument: InstrumentState,
    limit_key: int,
    wanted: int,
    prevention: int,
) -> bool:
    """Whether ``order`` could trade ``wanted`` lots now, hidden ones included, none of them with
    its own party."""
    book = instrument.book
    if not prevention:
        return book.can_fill(order.side, limit_key, wanted)
    for level in (book.asks if order.side == BUY else book.bids).top(0):
        if level.key > limit_key:
            return False
        visible, own, found = 0, 0, False
        for maker in level.orders():
            if same_party(order, maker, account, engine.accounts):
                found = True
                own += maker.leaves
                if prevention != CANCEL_OLDEST:
                    break
            elif maker.special is not None and maker.special.display:
                visible += maker.special.shown
            else:
                visible += maker.leaves
        if found and prevention != CANCEL_OLDEST:
            return visible >= wanted
        wanted -= level.qty + level.hidden - own
        if wanted <= 0:
            return True
    return False
