"""limit-order-book: C++ behind ctypes. It tells nobody what was traded: the lots are those missing on the other side.

An unknown order must not be cancelled (the library crashes), so each cancel asks first.
"""

from limit_order_book import LimitOrderBook

from tools.bench.peers.flow import CANCEL, ENTER, Call, Step

BUY, SELL = True, False


def calls(flow: list[Step]) -> list[Call]:
    book = LimitOrderBook()

    def cancel(order: int) -> None:
        if book.has(order):
            book.cancel(order)

    def take(buy: bool, order: int, qty: int) -> int:
        volume = book.volume_sell if buy else book.volume_buy
        before: int = volume()
        book.market(buy, order, qty)
        traded: int = before - volume()
        return traded

    found: list[Call] = []
    for step in flow:
        if step.kind == CANCEL:
            found.append((cancel, (step.target + 1,)))
        elif step.kind == ENTER:
            found.append((book.limit, (step.buy, step.number + 1, step.qty, step.price)))
        else:
            found.append((take, (step.buy, step.number + 1, step.qty)))
    return found


def lots(result: int | None) -> int:
    return result or 0
