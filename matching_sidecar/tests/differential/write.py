"""A difference as a case of the tables, as the naive book sees it."""

from __future__ import annotations

import msgspec

from matching_sidecar.model import enums
from matching_sidecar.model.commands import (
    AdvanceTime,
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
from matching_sidecar.model.reference import ReferenceRow

from ..naive.exchange import Exchange
from ..tables.language import SECOND, write_order
from ..tables.play import SYMBOL, rows
from ..tables.words import Words


class Writer:
    """Writes commands as lines; each with what the naive book told."""

    def __init__(self) -> None:
        self.exchange, self.words = Exchange(), Words()
        self.rows: dict[str, ReferenceRow] = {row.code: row for row in rows()}
        self.names: dict[tuple[str, str], str] = {}
        self.ts = 0

    def case(self, title: str, commands: list[Command]) -> str:
        lines = [f"case {title}"]
        for index, command in enumerate(commands):
            if command.ts != self.ts + 1 and not isinstance(command, AdvanceTime):
                lines.append(f"clock {instant(command.ts)}")
            self.ts = command.ts
            text = self.line(command) if index else ""
            told = ", ".join(self.words.tell(self.exchange.apply(command)))
            head, *members = text.split("\n")
            if head:
                lines += [f"{head} -> {told}", *members]
        return "\n".join(lines)

    def line(self, command: Command) -> str:
        return WRITERS[type(command)](self, command)

    def order(self, command: NewOrder) -> str:
        self.names.setdefault((command.account, command.cl_ord_id), command.cl_ord_id)
        return write_order(command, SYMBOL)

    def group(self, command: NewGroup) -> str:
        name = enums.CONTINGENCY_NAMES[command.contingency]
        return "\n".join([name, *(f"+ {self.order(order)}" for order in command.orders)])

    def root(self, command: CancelOrder | ReplaceOrder) -> str:
        """The name the order was entered with."""
        key = command.account, command.orig_cl_ord_id
        root = self.names.get(key, command.orig_cl_ord_id)
        self.names.setdefault((command.account, command.cl_ord_id), root)
        return root

    def cancel(self, command: CancelOrder) -> str:
        return f"cancel {self.root(command)} as {command.account}"

    def replace(self, command: ReplaceOrder) -> str:
        words = [f"replace {self.root(command)} {command.qty} at {command.price}"]
        words += [f"stop {command.stop_price}"] if command.stop_price is not None else []
        words += [f"display {command.display_qty}"] if command.display_qty is not None else []
        return " ".join(words)

    def reference(self, command: UpdateReference) -> str:
        (row,) = command.rows
        before = self.rows[row.code]
        self.rows[row.code] = row
        words = [f"set {row.code}"]
        for name in row.__struct_fields__:
            value = getattr(row, name)
            if value != getattr(before, name) and name != "version":
                words.append(f"{name} {said(value)}")
        return " ".join(words)

    def session(self, command: SetSession) -> str:
        where = "" if command.symbol == SYMBOL else f" in {command.symbol}"
        return f"phase {enums.STATUS_NAMES[command.status]} on {command.trade_date}{where}"

    def kill(self, command: SetKillSwitch) -> str:
        return f"kill {command.scope} {command.code or '*'} {'on' if command.on else 'off'}"

    def mass_cancel(self, command: MassCancel) -> str:
        words = ["cancel-all", *(f"account {account}" for account in command.accounts)]
        for name in ("firm", "symbol", "side", "entered_by"):
            value = getattr(command, name)
            if value:
                words.append(f"{name} {enums.SIDE_NAMES[value] if name == 'side' else value}")
        return " ".join(words)

    def arm(self, command: ArmCancelOnDisconnect) -> str:
        return f"arm {command.entered_by} {command.grace}"

    def lost(self, command: SessionLost) -> str:
        return f"lost {command.entered_by}"

    def time(self, command: AdvanceTime) -> str:
        return f"time {instant(command.ts)}"


def said(value: object) -> object:
    """A setting as ``Play.define`` reads it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else value or 0


def instant(ts: int) -> str:
    return f"{ts // SECOND}s+{ts % SECOND}"


def describe(events: list[msgspec.Struct]) -> str:
    return "\n".join(f"  {event}" for event in events)


WRITERS = {
    NewOrder: Writer.order,
    NewGroup: Writer.group,
    CancelOrder: Writer.cancel,
    ReplaceOrder: Writer.replace,
    UpdateReference: Writer.reference,
    SetSession: Writer.session,
    SetKillSwitch: Writer.kill,
    MassCancel: Writer.mass_cancel,
    AdvanceTime: Writer.time,
    ArmCancelOnDisconnect: Writer.arm,
    SessionLost: Writer.lost,
}
