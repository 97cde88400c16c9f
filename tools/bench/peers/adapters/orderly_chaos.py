"""orderly-chaos: C++ behind ctypes. Each trade is handed to a list, as a caller would want to know it."""

from orderly_chaos import LimitOrderBook, Side, Trade, UnknownOrderIdError

from tools.bench.peers.flow import CANCEL, ENTER, Call, Step


def calls(flow: list[Step]) -> list[Call]:
    trades: list[Trade] = []
    book = LimitOrderBook(on_trade=trades.append)

    def cancel(order: int) -> None:
        try:
            book.cancel(order)
        except UnknownOrderIdError:
            return

    found: list[Call] = []
    for step in flow:
        side = Side.BUY if step.buy else Side.SELL
        if step.kind == CANCEL:
            found.append((cancel, (step.target,)))
        elif step.kind == ENTER:
            found.append((book.limit, (side, step.number, step.qty, step.price)))
        else:
            found.append((book.market, (side, step.number, step.qty)))
    return found


def lots(result: int | None) -> int:
    return result or 0
