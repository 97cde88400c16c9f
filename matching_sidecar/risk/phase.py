"""Which orders an instrument takes in its present phase (docs/matching.md, *Phases*)."""

from __future__ import annotations

from ..book.instrument import InstrumentState
from ..book.order import Order
from ..model.enums import (
    ATC,
    CLOSED,
    CONTRACT_EXPIRED,
    FOK,
    HALTED,
    IOC,
    MARKET,
    MARKET_TO_LIMIT,
    OPEN,
    OPENING_AUCTION,
    OPG,
    PRE_OPEN,
)


def takes_orders(instrument: InstrumentState) -> str:
    """ "" when the instrument takes orders at all, else the reject code."""
    status = instrument.status
    if status in (HALTED, CLOSED) or not instrument.active:
        return "EXCHANGE_CLOSED"
    return "CONTRACT_EXPIRED" if status == CONTRACT_EXPIRED else ""


def refusal(instrument: InstrumentState, order: Order) -> str:
    """ "" when the instrument takes this kind of order now, else the reject code."""
    code = takes_orders(instrument)
    if code:
        return code
    status, ord_type, tif = instrument.status, order.ord_type, order.tif
    if tif == OPG:
        taken = status in (PRE_OPEN, OPENING_AUCTION)
    elif tif == ATC or status == OPEN:
        taken = True
    elif tif in (IOC, FOK):
        taken = False
    elif ord_type == MARKET_TO_LIMIT:
        # One that is replaced became a limit order.
        taken = order.special is not None and order.special.triggered
    else:
        taken = ord_type != MARKET
    return "" if taken else "PHASE"
