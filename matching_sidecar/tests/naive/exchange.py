"""The naive exchange: ``apply`` a command, get its events."""

from __future__ import annotations

from matching_sidecar.model import enums
from matching_sidecar.model.commands import (
    ArmCancelOnDisconnect,
    CancelOrder,
    Command,
    MassCancel,
    NewGroup,
    NewOrder,
    ReplaceOrder,
    SessionLost,
    SetKillSwitch,
    SetSession,
    UpdateReference,
)
from matching_sidecar.model.events import Event

from . import disconnect, phases, requests, rounds, supervision
from .market import Market
from .order import Order


class Exchange(Market):
    """Gives for each command the events that the engine must give."""

    def apply(self, command: Command) -> list[Event]:
        self.ts = command.ts
        self.events = []
        self.do_what_is_due()
        if self.is_taken(command):
            ACTIONS[type(command)](self, command)
            rounds.settle(self)
        return self.events

    def is_taken(self, command: Command) -> bool:
        """Account and symbol are known and no id was used before."""
        if type(command) not in ACTIONS:
            return False
        orders = command.orders if isinstance(command, NewGroup) else [command]
        if not isinstance(command, NewOrder | CancelOrder | ReplaceOrder | NewGroup):
            return True
        used = [order.cl_ord_id for order in orders]
        return (
            all(order.account in self.accounts for order in [command, *orders])
            and all(getattr(o, "symbol", None) in (None, *self.instruments) for o in orders)
            and not any(o.cl_ord_id in self.accounts[o.account].ids for o in orders)
            and len(set(used)) == len(used)
        )

    def do_what_is_due(self) -> None:
        """In the order of the due times, then of their being made; each is a step of its own."""
        while self.due and min(self.due, key=by_time)[0] <= self.ts:
            first = min(self.due, key=by_time)
            self.due.remove(first)
            at, _, what = first
            if isinstance(what, Order):
                if what.where == "done":
                    continue
                self.end(what, "GTD_EXPIRED", expired=True)
            elif isinstance(what, disconnect.Loss):
                disconnect.cancel(self, what)
            elif what.phase != enums.VOLATILITY_HALT or what.halted_until != at:
                continue
            else:
                phases.change(self, what, enums.OPEN)
            rounds.order_done(self)
            rounds.settle(self)


def by_time(due: tuple[int, int, object]) -> tuple[int, int]:
    return due[:2]


ACTIONS = {
    NewOrder: requests.new_order,
    NewGroup: requests.new_group,
    CancelOrder: requests.cancel,
    ReplaceOrder: requests.replace,
    UpdateReference: supervision.update_reference,
    SetSession: supervision.set_session,
    SetKillSwitch: supervision.set_kill_switch,
    MassCancel: supervision.mass_cancel,
    ArmCancelOnDisconnect: disconnect.arm,
    SessionLost: disconnect.lose,
}
