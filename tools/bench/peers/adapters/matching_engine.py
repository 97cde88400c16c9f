"""matching-engine: pure Python, its write-ahead log left out here (see ``peers.durable``)."""

from matching_engine.domain import (
    CancelOrder,
    NewOrder,
    OrderType,
    SelfTradePrevention,
    SequencedCommand,
    Side,
    TimeInForce,
)
from matching_engine.engine import MatchingEngine
from matching_engine.events import Event, Trade

from tools.bench.peers.flow import CANCEL, ENTER, Call, Step


def calls(flow: list[Step]) -> list[Call]:
    process = MatchingEngine().process
    limit, permitted = OrderType.LIMIT, SelfTradePrevention.NONE

    def enter(
        seq: int, account: int, side: Side, price: int, qty: int, tif: TimeInForce
    ) -> list[Event]:
        order = NewOrder(seq, account, side, price, qty, limit, tif, stp=permitted)
        return process(SequencedCommand(seq, seq, order))

    def cancel(seq: int, order: int, account: int) -> list[Event]:
        return process(SequencedCommand(seq, seq, CancelOrder(order, account)))

    found: list[Call] = []
    for seq, step in enumerate(flow, 1):
        if step.kind == CANCEL:
            found.append((cancel, (seq, step.target + 1, step.account)))
            continue
        side = Side.BUY if step.buy else Side.SELL
        tif = TimeInForce.GTC if step.kind == ENTER else TimeInForce.IOC
        found.append((enter, (seq, step.account, side, step.price, step.qty, tif)))
    return found


def lots(result: list[Event]) -> int:
    return sum(event.qty for event in result if isinstance(event, Trade))
