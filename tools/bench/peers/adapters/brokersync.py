"""This project's engine, with every limit of the pre-trade gate set."""

from matching_sidecar.engine.engine import Engine
from matching_sidecar.model import enums
from matching_sidecar.model.commands import CancelOrder, NewOrder, UpdateReference
from matching_sidecar.model.enums import TAKER
from matching_sidecar.model.events import Event, Execution
from tools.bench.peers.flow import CANCEL, ENTER, Call, Step
from tools.bench.workload import ACCOUNTS, SYMBOL, reference


def calls(flow: list[Step]) -> list[Call]:
    engine = Engine()
    engine.apply(UpdateReference(0, reference()), [])
    apply, limit = engine.apply, enums.LIMIT

    def enter(
        ts: int, account: str, name: str, side: int, tif: int, qty: int, price: int
    ) -> list[Event]:
        events: list[Event] = []
        apply(NewOrder(ts, account, name, SYMBOL, side, limit, tif, qty, price, "bench"), events)
        return events

    def cancel(ts: int, account: str, name: str, orig: str) -> list[Event]:
        events: list[Event] = []
        apply(CancelOrder(ts, account, name, orig), events)
        return events

    found: list[Call] = []
    for step in flow:
        number, account, name = step.number, ACCOUNTS[step.account - 1], f"b{step.number}"
        if step.kind == CANCEL:
            found.append((cancel, (number, account, name, f"b{step.target}")))
            continue
        side = enums.BUY if step.buy else enums.SELL
        tif = enums.GTC if step.kind == ENTER else enums.IOC
        found.append((enter, (number, account, name, side, tif, step.qty, step.price)))
    return found


def lots(result: list[Event]) -> int:
    return sum(
        event.last_qty for event in result if type(event) is Execution and event.liquidity == TAKER
    )
