"""litebook: Rust behind PyO3. It has no immediate-or-cancel: what is left is cancelled by a second call."""

from litebook import Fill, OrderBook, OrderType

from tools.bench.peers.flow import CANCEL, ENTER, Call, Step


def calls(flow: list[Step]) -> list[Call]:
    book = OrderBook(tick_size=1.0)
    names: dict[int, str] = {}

    def enter(number: int, side: OrderType, price: float, qty: float) -> list[Fill]:
        order = book.create_order(side, price, qty)
        names[number] = order.id
        return book.add(order)

    def take(side: OrderType, price: float, qty: float) -> list[Fill]:
        order = book.create_order(side, price, qty)
        fills = book.add(order)
        book.cancel(order.id)
        return fills

    def cancel(number: int) -> list[Fill]:
        book.cancel(names[number])
        return []

    found: list[Call] = []
    for step in flow:
        side = OrderType.Buy if step.buy else OrderType.Sell
        if step.kind == CANCEL:
            found.append((cancel, (step.target,)))
        elif step.kind == ENTER:
            found.append((enter, (step.number, side, float(step.price), float(step.qty))))
        else:
            found.append((take, (side, float(step.price), float(step.qty))))
    return found


def lots(result: list[Fill]) -> int:
    return round(sum(fill.quantity for fill in result))
