"""The checks on arrival, in their order; each gives the code of the reject or ""."""

from __future__ import annotations

from fractions import Fraction

from matching_sidecar.model import enums

from . import book, life, rounds, spreads, stops
from .market import CALL_PHASES, Account, Instrument, Market, around
from .order import STOPS, TRAILING, Order

RESTING = (enums.DAY, enums.GTC, enums.GTD)
AT_ONCE = (enums.IOC, enums.FOK)
AUCTIONS = (enums.OPG, enums.ATC)
GIVEN_LIMIT = (enums.LIMIT, enums.STOP_LIMIT)
LIMITED = (enums.LIMIT, enums.STOP_LIMIT, enums.TRAILING_STOP_LIMIT)


def arriving(
    market: Market, order: Order, before: list[Order], *, new: bool = True, misfit: bool = False
) -> str:
    """All checks.

    ``before``: the orders of its group already checked, counted with it; ``misfit``: the group
    may not have such an order.
    """
    account = market.accounts[order.account]
    return (
        (new and throttled(market, account))
        or stopped(market, account)
        or phase(market, order)
        or product(market, order, account)
        or unsupported(order, misfit)
        or quantities(market, order, account)
        or stop_price(order)
        or expiry(market, order)
        or reference(market, order)
        or prices(market, order)
        or notional(market, order, account)
        or positions(market, order, account, before)
        or post_only(market, order)
        or ""
    )


def throttled(market: Market, account: Account) -> str:
    """A burst of one second, then the rate: a credit in billionths of an order."""
    second, rate = 1_000_000_000, account.row.rate
    if not rate:
        return ""
    credit = rate * second
    if account.credit is not None:
        credit = min(credit, account.credit + (market.ts - account.credit_at) * rate)
    account.credit_at = market.ts
    account.credit = credit if credit < second else credit - second
    return "THROTTLED" if credit < second else ""


def stopped(market: Market, account: Account) -> str:
    firm = market.firms.get(account.row.firm)
    if {("all", ""), ("firm", account.row.firm), ("account", account.row.code)} & market.killed:
        return "KILL_SWITCH"
    if firm is None or not firm.active:
        return "FIRM_INACTIVE"
    return "" if account.row.active else "ACCOUNT_INACTIVE"


def takes_orders(market: Market, instrument: Instrument) -> str:
    if instrument.phase in (enums.HALTED, enums.CLOSED) or not market.is_active(instrument):
        return "EXCHANGE_CLOSED"
    return "CONTRACT_EXPIRED" if instrument.phase == enums.CONTRACT_EXPIRED else ""


def phase(market: Market, order: Order) -> str:
    instrument = market.instruments[order.symbol]
    if found := takes_orders(market, instrument):
        return found
    if order.tif == enums.OPG:
        return "" if instrument.phase in (enums.PRE_OPEN, enums.OPENING_AUCTION) else "PHASE"
    if instrument.phase in CALL_PHASES and order.tif != enums.ATC:
        limited = order.ord_type == enums.LIMIT or order.ord_type in STOPS or order.priced
        return "" if limited and order.tif in RESTING else "PHASE"
    return ""


def product(market: Market, order: Order, account: Account) -> str:
    allowed = {"*", market.instruments[order.symbol].row.product} & set(account.row.products)
    return "" if allowed else "NOT_PERMITTED"


def unsupported(order: Order, misfit: bool) -> str:
    kind, tif, terms = order.ord_type, order.tif, order.terms
    wrong = (
        misfit,
        kind == enums.MARKET and tif not in (*AT_ONCE, *AUCTIONS),
        kind in (enums.MARKET_TO_LIMIT, *STOPS) and tif in (*AT_ONCE, *AUCTIONS),
        terms.display_qty
        and (tif in AT_ONCE or terms.min_qty or terms.all_or_none or kind not in LIMITED),
        terms.post_only
        and (kind != enums.LIMIT or tif not in RESTING or terms.min_qty or terms.all_or_none),
        terms.all_or_none
        and (terms.min_qty or tif in (enums.FOK, *AUCTIONS) or kind in (enums.MARKET, *STOPS)),
        terms.min_qty and (tif in (enums.FOK, *AUCTIONS) or kind in STOPS),
        (terms.all_or_none or terms.min_qty or tif in AUCTIONS) and order.list_id,
    )
    return "UNSUPPORTED" if any(wrong) else ""


def shape(market: Market, order: Order) -> str:
    """INVALID_QTY, MIN_QTY (while it waits) and DISPLAY_QTY."""
    lot = market.instruments[order.symbol].row.lot
    if order.qty <= 0 or order.qty % lot:
        return "INVALID_QTY"
    for qty, code in (
        (order.terms.min_qty if order.conditional else 0, "MIN_QTY"),
        (order.terms.display_qty, "DISPLAY_QTY"),
    ):
        if qty and (qty % lot or not 0 < qty <= order.qty):
            return code
    return ""


def quantities(market: Market, order: Order, account: Account) -> str:
    rows = (account.row, market.firms[account.row.firm], market.instruments[order.symbol].row)
    found = shape(market, order)
    if found == "INVALID_QTY":
        return found
    if any(0 < row.max_order_qty < order.qty for row in rows):
        return "ORDER_QTY_LIMIT"
    return found


def stop_price(order: Order) -> str:
    if order.ord_type in TRAILING:
        return "" if order.terms.trail_offset > 0 else "STOP_PRICE"
    missing = (order.ord_type in STOPS) != (order.terms.stop_price is not None)
    return "STOP_PRICE" if missing else ""


def expiry(market: Market, order: Order) -> str:
    at, date = order.terms.expire_ts, order.terms.expire_date
    if order.tif != enums.GTD:
        return "EXPIRE_TIME" if at or date else ""
    if bool(at) == bool(date):
        return "EXPIRE_TIME"
    past = 0 < at <= market.ts or 0 < date < market.instruments[order.symbol].trade_date
    return "EXPIRE_TIME" if past else ""


def reference(market: Market, order: Order) -> str:
    instrument = market.instruments[order.symbol]
    there = spreads.best_opposite(market, order) is not None
    at_once = order.ord_type == enums.MARKET or (
        order.ord_type == enums.MARKET_TO_LIMIT and not order.priced
    )
    if at_once and order.tif not in AUCTIONS and instrument.phase == enums.OPEN and not there:
        return "NO_REFERENCE_PRICE"
    known = instrument.phase == enums.OPEN and stops.known(market, order)
    unknown = order.stop is None and not there and instrument.middle is None and not known
    follows = order.ord_type in TRAILING and order.where != "stop"
    return "NO_REFERENCE_PRICE" if follows and unknown else ""


def limit_of(market: Market, order: Order) -> int | None:
    """The limit price, if there is one yet; market-to-limit: that it would become."""
    if order.ord_type == enums.MARKET_TO_LIMIT and not order.priced:
        return spreads.best_opposite(market, order)
    if order.ord_type in (*GIVEN_LIMIT, enums.MARKET_TO_LIMIT):
        return order.price
    return None


def prices(market: Market, order: Order) -> str:
    instrument = market.instruments[order.symbol]
    row = instrument.row
    bands = around(instrument.middle, row.band_pct), around(instrument.reference, row.limit_pct)
    stop = None if order.triggered else order.terms.stop_price
    for price in (limit_of(market, order), stop):
        if price is None:
            continue
        if price <= 0 and not row.negative_price:
            return "PRICE_BAND"
        if any(book.outside(price, band) for band in bands):
            return "PRICE_BAND"
    return ""


def notional(market: Market, order: Order, account: Account) -> str:
    instrument = market.instruments[order.symbol]
    row = instrument.row
    candidates = (
        limit_of(market, order),
        order.stop,
        spreads.best_opposite(market, order),
        instrument.last,
        instrument.reference,
    )
    price = next((price for price in candidates if price is not None), None)
    if price is None:
        return ""
    tick = Fraction(row.tick_num, row.tick_den) * Fraction(str(row.multiplier))
    value = order.qty * abs(price) * tick
    limits = account.row.max_notional, market.firms[account.row.firm].max_notional
    return "NOTIONAL_LIMIT" if any(0 < limit < value for limit in limits) else ""


def positions(market: Market, order: Order, account: Account, before: list[Order]) -> str:
    if order.terms.reduce_only:
        others = rounds.reducing(market, order.account, order.symbol, order.side)
        others += [o for o in before if o.terms.reduce_only and same_side(o, order)]
        wanted = order.leaves + sum(other.leaves for other in others)
        room = rounds.room(market, order.account, order.symbol, order.side)
        return "REDUCE_ONLY" if wanted > room else ""
    firm = market.firms[account.row.firm]
    partners = [code for code, other in market.accounts.items() if other.row.firm == firm.code]
    for symbol, side in market.counts_on(order):
        limit = account.row.position_limits.get(symbol, account.row.position_limit)
        for accounts, most in (([account.row.code], limit), (partners, firm.position_limit)):
            open_qty = exposure(market, accounts, symbol, side, before) + order.leaves
            if most and open_qty > most:
                return "POSITION_LIMIT"
    return ""


def same_side(one: Order, other: Order) -> bool:
    return (one.symbol, one.side) == (other.symbol, other.side)


def exposure(
    market: Market, accounts: list[str], symbol: str, side: int, before: list[Order]
) -> int:
    """The position if all that is open on a side were filled."""
    net = sum(market.position(code, symbol) for code in accounts)
    counted = [o for o in market.orders if o.armed or not o.child] + before
    return (net if side == enums.BUY else -net) + sum(
        order.leaves
        for order in counted
        if order.account in accounts
        and (symbol, side) in market.counts_on(order)
        and not order.terms.reduce_only
    )


def post_only(market: Market, order: Order) -> str:
    held = order.child and not order.armed
    crossing = order.terms.post_only and not held and life.would_trade(market, order)
    return "POST_ONLY" if crossing else ""
