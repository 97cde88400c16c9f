"""The price of an auction, and its trades."""

from __future__ import annotations

from matching_sidecar.model import enums
from matching_sidecar.model.enums import BUY, SELL

from . import spreads
from .market import Instrument, Market
from .order import Order


def taking_part(market: Market, symbol: str, side: int) -> list[Order]:
    """Market orders first, then better price, then time."""
    markets = [
        o for o in market.orders if o.where == "auction" and (o.symbol, o.side) == (symbol, side)
    ]
    return sorted(markets, key=lambda order: order.number) + market.in_book(symbol, side)


def price_of(buys: list[Order], sells: list[Order], reference: int | None) -> int | None:
    """The auction price; None without volume."""

    def at(price: int) -> tuple[int, int]:
        buy = sum(o.leaves for o in buys if o.is_market or o.price >= price)
        sell = sum(o.leaves for o in sells if o.is_market or o.price <= price)
        return min(buy, sell), buy - sell

    prices = {order.price for order in buys + sells if not order.is_market}
    if not prices and reference is not None:
        prices = {reference}
    most = max((at(price)[0] for price in prices), default=0)
    if not most:
        return None
    left = [price for price in prices if at(price)[0] == most]
    least = min(abs(at(price)[1]) for price in left)
    left = sorted(price for price in left if abs(at(price)[1]) == least)
    if all(at(price)[1] > 0 for price in left):
        return left[-1]
    if all(at(price)[1] < 0 for price in left):
        return left[0]
    if reference is None:
        return (left[0] + left[-1]) // 2
    return min(max(reference, left[0]), left[-1])


def uncross(market: Market, instrument: Instrument) -> None:
    """Trade at the auction price: the sides are paired off in their order."""
    symbol = instrument.row.code
    buys, sells = taking_part(market, symbol, BUY), taking_part(market, symbol, SELL)
    price = price_of(buys, sells, instrument.middle)
    if price is None:
        return
    buys = [order for order in buys if order.is_market or order.price >= price]
    sells = [order for order in sells if order.is_market or order.price <= price]
    while buys and sells:
        buy, sell = buys[0], sells[0]
        lots = min(buy.leaves, sell.leaves)
        market.trade_number += 1
        for order in (buy, sell):
            market.fill(order, lots, price, market.trade_number, enums.AUCTION)
            order.shown = min(order.terms.display_qty or order.leaves, order.leaves)
        spreads.fill_legs(market, (buy, sell), lots, price, (enums.AUCTION, enums.AUCTION))
        if not buy.leaves:
            buys.pop(0)
        if not sell.leaves:
            sells.pop(0)
    instrument.last = price
    instrument.prints.append((market.trade_number, price))
