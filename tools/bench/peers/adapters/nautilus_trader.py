"""nautilus_trader's order book: Rust behind Cython, built to follow a market's feed. It does not match.

A marketable order is a question to it: how much could be had.
"""

from nautilus_trader.model.book import OrderBook
from nautilus_trader.model.data import BookOrder
from nautilus_trader.model.enums import BookType, OrderSide
from nautilus_trader.model.identifiers import InstrumentId
from nautilus_trader.model.objects import Price, Quantity

from tools.bench.peers.flow import CANCEL, ENTER, Call, Step


def calls(flow: list[Step]) -> list[Call]:
    book = OrderBook(InstrumentId.from_str("BENCH.XXXX"), BookType.L3_MBO)
    orders: dict[int, BookOrder] = {}

    def enter(number: int, side: OrderSide, price: float, qty: float) -> None:
        order = orders[number] = BookOrder(side, Price(price, 0), Quantity(qty, 0), number + 1)
        book.add(order, number)

    def take(side: OrderSide, price: float) -> None:
        book.get_quantity_for_price(Price(price, 0), side)

    def cancel(number: int, target: int) -> None:
        book.delete(orders[target], number)

    found: list[Call] = []
    for step in flow:
        side = OrderSide.BUY if step.buy else OrderSide.SELL
        if step.kind == CANCEL:
            found.append((cancel, (step.number, step.target)))
        elif step.kind == ENTER:
            found.append((enter, (step.number, side, float(step.price), float(step.qty))))
        else:
            found.append((take, (side, float(step.price))))
    return found


def lots(_result: None) -> int:
    return 0
