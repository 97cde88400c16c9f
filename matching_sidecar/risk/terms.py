"""The checks on arrival that only orders with terms need (docs/matching.md)."""

from __future__ import annotations

from ..book import quotes
from ..book.instrument import InstrumentState
from ..book.order import Order
from ..book.special import STOPS, Special
from ..book.triggers import sources
from ..model.enums import (
    ATC,
    BASIS_POINTS,
    BUY,
    DAY,
    FOK,
    GTC,
    GTD,
    IOC,
    LIMIT,
    MARKET,
    MARKET_TO_LIMIT,
    OPEN,
    OPG,
    PRICE_UNITS,
    REFERENCE,
    STOP,
    STOP_LIMIT,
    TRAILING_STOP,
    TRAILING_STOP_LIMIT,
)
from ..model.terms import Terms


def is_stop(ord_type: int) -> bool:
    """Whether orders of the type wait to be triggered."""
    return ord_type in {STOP, STOP_LIMIT, TRAILING_STOP, TRAILING_STOP_LIMIT}


def is_trailing(ord_type: int) -> bool:
    """Whether the stop price of the type follows the market."""
    return ord_type in {TRAILING_STOP, TRAILING_STOP_LIMIT}


def at_market(ord_type: int) -> bool:
    """Whether orders of the type (once triggered) trade without a limit."""
    return ord_type in {MARKET, STOP, TRAILING_STOP}


def is_rest(tif: int) -> bool:
    """Whether orders with the time in force may rest in the book."""
    return tif in {DAY, GTC, GTD}


def unsupported(order: Order, special: Special) -> str:
    """ "" when type, time in force and terms go together, else the reject code."""
    terms, ord_type, tif = special.terms, order.ord_type, order.tif
    resting = is_rest(tif)
    limit = ord_type == LIMIT
    conditional = terms.all_or_none or terms.min_qty
    sound = not resting and not terms.all_or_none if ord_type == MARKET else resting or limit
    if is_stop(ord_type) and conditional:
        sound = False
    if terms.display_qty and not (
        (limit or ord_type in (STOP_LIMIT, TRAILING_STOP_LIMIT))
        and tif != IOC
        and tif != FOK
        and not conditional
    ):
        sound = False
    if terms.post_only and not (limit and resting and not conditional):
        sound = False
    if conditional and (tif in (FOK, OPG, ATC)):
        sound = False
    if terms.all_or_none and terms.min_qty:
        sound = False
    group = special.group
    if group is not None and (conditional or tif in (OPG, ATC) or not group.fits(order)):
        sound = False
    return "" if sound else "UNSUPPORTED"


def _unusable(order: Order, special: Special, instrument: InstrumentState, ts: int) -> str:
    """ "" when quantities, stop price and expiry can be used, else the reject code."""
    terms = special.terms
    code = quantities(terms, special, order.qty, instrument.lot)
    if code:
        return code
    if not _stop_usable(order.ord_type, special):
        return "STOP_PRICE"
    given = (terms.expire_ts != 0) + (terms.expire_date != 0)
    if given != (1 if order.tif == GTD else 0):
        return "EXPIRE_TIME"
    if given and (0 < terms.expire_ts <= ts or 0 < terms.expire_date < instrument.trade_date):
        return "EXPIRE_TIME"
    return ""


def valued(order: Order, special: Special, instrument: InstrumentState, ts: int) -> tuple[str, int]:
    """The checks of an order's terms and prices.

    Returns:
        The reject code and 0, else "" and the price in ticks that values the order.
    """
    code = _unusable(order, special, instrument, ts)
    if code:
        return code, 0
    ord_type, stop = order.ord_type, special.stop_price
    opposite = instrument.best_opposite(order.side)
    known = instrument.last_price if opposite is None else opposite
    if known is None:
        known = instrument.reference
    becomes = ord_type == MARKET_TO_LIMIT and not special.triggered
    at_once = becomes or (ord_type == MARKET and order.tif not in (OPG, ATC))
    if at_once and opposite is None:
        return "NO_REFERENCE_PRICE", 0
    follows = is_trailing(ord_type) and special.place != STOPS
    if follows and stop is None and known is None and not _trigger_known(special, instrument):
        return "NO_REFERENCE_PRICE", 0
    limited = ord_type in (LIMIT, STOP_LIMIT, MARKET_TO_LIMIT)
    price = known if becomes and known is not None else order.price
    if limited and not instrument.price_allowed(price):
        return "PRICE_BAND", 0
    given = special.terms.stop_price
    if given is not None and not instrument.price_allowed(given):
        return "PRICE_BAND", 0
    if limited:
        return "", price
    return "", stop if stop is not None else (known or 0)


def _trigger_known(special: Special, instrument: InstrumentState) -> bool:
    if instrument.status != OPEN:
        return False
    return any(
        quotes.price(instrument, source) is not None for source in sources(special.terms.trigger)
    )


def would_trade(order: Order, instrument: InstrumentState) -> bool:
    """Whether an order with a limit would trade at once."""
    if instrument.status != OPEN:
        return False
    opposite = instrument.best_opposite(order.side)
    if opposite is None:
        return False
    return opposite <= order.price if order.side == BUY else opposite >= order.price


def quantities(terms: Terms, special: Special, total: int, lot: int) -> str:
    """ "" when the parts of a total quantity can be used, else the reject code."""
    if terms.min_qty and not special.ready and not _whole(terms.min_qty, total, lot):
        return "MIN_QTY"
    # A replace may ask for a part of zero lots.
    iceberg = terms.display_qty != 0 or special.display != 0
    if iceberg and not _whole(terms.display_qty, total, lot):
        return "DISPLAY_QTY"
    return ""


def _whole(part: int, total: int, lot: int) -> bool:
    return 0 < part <= total and part % lot == 0


def _stop_usable(ord_type: int, special: Special) -> bool:
    terms = special.terms
    if not is_stop(ord_type):
        return terms.stop_price is None
    if not 0 <= terms.trigger <= REFERENCE:
        return False
    if not is_trailing(ord_type):
        return special.stop_price is not None
    return terms.trail_offset > 0 and PRICE_UNITS <= terms.trail_unit <= BASIS_POINTS
