"""Events in few words: ``x new``, ``x 5@101 a1``, ``s triggered``."""

from __future__ import annotations

from matching_sidecar.model import enums
from matching_sidecar.model.events import CancelReject, Event, Execution


class Words:
    """Tells events by the names the orders were entered with."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}

    def tell(self, events: list[Event]) -> list[str]:
        """One text an event; the two reports of a trade are one text, taker (buyer) first."""
        told: list[str] = []
        trade = 0
        for event in events:
            if isinstance(event, CancelReject):
                told.append(self.refused(event))
            elif event.exec_type != enums.EXEC_TRADE:
                told.append(self.report(event))
            elif event.trade_id == trade:
                told[-1] += f" {self.name(event)}"
            else:
                trade = event.trade_id
                told.append(f"{self.name(event)} {event.last_qty}@{event.last_price}")
        return told

    def name(self, event: Execution) -> str:
        return self.names.setdefault(event.order_id, event.cl_ord_id)

    def refused(self, event: CancelReject) -> str:
        kind = "replace" if event.replace else "cancel"
        name = self.names.get(event.order_id, event.orig_cl_ord_id)
        return f"{name} {kind} refused {event.code}"

    def report(self, event: Execution) -> str:
        words = [self.name(event), enums.EXEC_TYPE_NAMES[event.exec_type], event.code]
        if event.code == "TRAIL":
            words[1:] = ["trails", str(event.stop_price)]
        elif event.exec_type == enums.EXEC_RESTATED:
            words.insert(2, str(event.qty))
        elif event.exec_type == enums.EXEC_TRIGGERED and event.list_id:
            words.append(str(event.leaves))
        if event.ord_status == enums.FILLED:
            words.append("filled")
        return " ".join(word for word in words if word)
