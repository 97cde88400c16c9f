"""lightmatchingengine: pure Python. It has no immediate-or-cancel: what is left is cancelled by a second call.

An order that was filled stays in its index, and cancelling it may end in an ``AssertionError``.
"""

from contextlib import suppress

from lightmatchingengine.lightmatchingengine import LightMatchingEngine, Side, Trade

from tools.bench.peers.flow import CANCEL, ENTER, Call, Step

SYMBOL = "BENCH"


def calls(flow: list[Step]) -> list[Call]:
    engine = LightMatchingEngine()
    numbers: dict[int, int] = {}

    def enter(price: int, qty: int, side: int) -> list[Trade]:
        trades: list[Trade] = engine.add_order(SYMBOL, price, qty, side)[1]
        return trades

    def take(price: int, qty: int, side: int) -> list[Trade]:
        order, trades = engine.add_order(SYMBOL, price, qty, side)
        if order.leaves_qty:
            engine.cancel_order(order.order_id, SYMBOL)
        return trades  # type: ignore[no-any-return]

    def cancel(order: int) -> None:
        with suppress(AssertionError):
            engine.cancel_order(order, SYMBOL)

    found: list[Call] = []
    for step in flow:
        if step.kind == CANCEL:
            found.append((cancel, (numbers[step.target],)))
            continue
        numbers[step.number] = len(numbers) + 1
        side = Side.BUY if step.buy else Side.SELL
        found.append((enter if step.kind == ENTER else take, (step.price, step.qty, side)))
    return found


def lots(result: list[Trade] | None) -> int:
    """It reports the taker's side once a price and the maker's once an order: half of it all is what was traded."""
    return sum(trade.trade_qty for trade in result) // 2 if result else 0
