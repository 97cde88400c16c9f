"""Lines of a case, done and compared."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

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
from matching_sidecar.model.reference import (
    AccountRow,
    FirmRow,
    InstrumentRow,
    Leg,
    ReferenceRow,
)

from ..subjects import Subject
from .language import parse_order, seconds
from .words import Words

FIRMS = {"north": ("ann", "amy"), "south": ("bob",), "house": ("mm",)}
SYMBOL = "CL"
SPREAD = "CL-NG"


def rows() -> list[ReferenceRow]:
    """The desk every case begins with."""
    legs = Leg(SYMBOL, 1), Leg("NG", -1)
    found: list[ReferenceRow] = [InstrumentRow(s, 1, s, 1, 1) for s in (SYMBOL, "NG")]
    found.append(InstrumentRow(SPREAD, 1, SYMBOL, 1, 1, negative_price=True, legs=legs))
    for firm, accounts in FIRMS.items():
        found.append(FirmRow(firm, 1))
        found += [AccountRow(account, 1, firm) for account in accounts]
    return found


class Play:
    """A case on its way: the subject, the clock and the names of the orders."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.words = Words()
        self.ts = 0
        self.requests = count(1)
        self.accounts: dict[str, tuple[str, str]] = {}
        self.rows = {row.code: row for row in rows()}
        self.send(UpdateReference(0, list(self.rows.values())))

    def send(self, command: Command) -> list[str]:
        self.ts += 1
        command.ts = self.ts
        return self.words.tell(self.subject.apply(command))

    def do(self, block: list[str], told: list[str] | None) -> None:
        """One line and the ``+`` and ``|`` lines that belong to it."""
        word, _, rest = block[0].partition(" ")
        name = ""
        if word.endswith(":") and len(block) == 1 and word not in LINES:
            name = word[:-1]
            found, expected = self.order(block[0]), [f"{name} new"]
        else:
            found, expected = LINES[word](self, rest, block[1:])
            name = rest.split()[0] if word in ("replace", "cancel") else ""
        if told is not None:
            expected = [complete(entry, name) for entry in told]
        assert found == expected, f"expected {expected}\n   found {found}"

    def order(self, text: str) -> list[str]:
        order = parse_order(text, SYMBOL)
        self.accounts[order.cl_ord_id] = (order.account, order.symbol)
        return self.send(order)

    def group(self, contingency: int, members: list[str]) -> tuple[list[str], list[str]]:
        orders: list[NewOrder] = [parse_order(text.lstrip("+ "), SYMBOL) for text in members]
        self.accounts |= {o.cl_ord_id: (o.account, o.symbol) for o in orders}
        found = self.send(NewGroup(0, orders[0].account, "list", contingency, orders))
        return found, [f"{order.cl_ord_id} new" for order in orders]

    def cancel(self, rest: str, _: list[str]) -> tuple[list[str], list[str]]:
        name, *as_ = rest.split()
        account = as_[-1] if as_ else self.accounts[name][0]
        found = self.send(CancelOrder(0, account, f"request{next(self.requests)}", name))
        return found, [f"{name} canceled USER_CANCEL"]

    def replace(self, rest: str, _: list[str]) -> tuple[list[str], list[str]]:
        name, qty, *words = rest.split()
        more = dict(zip(words[::2], map(int, words[1::2]), strict=True))
        account, symbol = self.accounts[name]
        found = self.send(
            ReplaceOrder(
                0, account, f"request{next(self.requests)}", name, symbol, int(qty),
                more.get("at", 0), more.get("stop"), more.get("display"),
            )
        )  # fmt: skip
        return found, [f"{name} replaced"]

    def define(self, rest: str, _: list[str]) -> tuple[list[str], list[str]]:
        """``set CL band_pct 10 reference_price 100``."""
        code, *words = rest.split()
        row = self.rows[code]
        values: dict[str, object] = dict(zip(words[::2], words[1::2], strict=True))
        typed = {name: value_of(row, name, str(value)) for name, value in values.items()}
        self.rows[code] = msgspec.structs.replace(row, version=row.version + 1, **typed)
        return self.send(UpdateReference(0, [self.rows[code]])), []

    def phase(self, rest: str, _: list[str]) -> tuple[list[str], list[str]]:
        """``phase open``, ``phase closed on 20270104``, ``phase halted in NG``."""
        name, *words = rest.split()
        more = dict(zip(words[::2], words[1::2], strict=True))
        status = enums.STATUS_NAMES.index(name)
        command = SetSession(0, more.get("in", SYMBOL), status, int(more.get("on", 0)))
        return self.send(command), []

    def kill(self, rest: str, _: list[str]) -> tuple[list[str], list[str]]:
        """``kill firm north on``."""
        scope, code, on = rest.split()
        return self.send(SetKillSwitch(0, scope, "" if code == "*" else code, on == "on")), []

    def mass_cancel(self, rest: str, _: list[str]) -> tuple[list[str], list[str]]:
        """``cancel-all account ann side buy``."""
        words = rest.split()
        command = MassCancel(0)
        for word, value in zip(words[::2], words[1::2], strict=True):
            if word == "account":
                command.accounts = (*command.accounts, value)
            else:
                setattr(command, word, enums.SIDES[value] if word == "side" else value)
        return self.send(command), []

    def clock(self, rest: str, _: list[str]) -> tuple[list[str], list[str]]:
        """``clock 10s``: the next command comes at this time."""
        self.ts = seconds(rest) - 1
        return [], []

    def arm(self, rest: str, _: list[str]) -> tuple[list[str], list[str]]:
        """``arm tom 5000000000``: cancel on disconnect after 5 s; below 0: no longer."""
        login, grace = rest.split()
        return self.send(ArmCancelOnDisconnect(0, login, int(grace))), []

    def lost(self, rest: str, _: list[str]) -> tuple[list[str], list[str]]:
        return self.send(SessionLost(0, rest)), []

    def time(self, rest: str, _: list[str]) -> tuple[list[str], list[str]]:
        self.ts = seconds(rest) - 1
        return self.send(AdvanceTime(0)), []

    def given(self, _: str, ladder: list[str]) -> tuple[list[str], list[str]]:
        """A ladder of orders of the market maker, entered from the top, left to right."""
        found: list[str] = []
        expected: list[str] = []
        for line in ladder:
            bids, price, asks = (part.strip() for part in line.strip("|").split("|"))
            for verb, cell in (("buys", bids), ("sells", asks)):
                words = cell.split()
                for qty, name in zip(words[::2], words[1::2], strict=True):
                    found += self.order(f"{name}: mm {verb} {qty} at {price}")
                    expected.append(f"{name} new")
        return found, expected

    def book(self, rest: str, ladder: list[str]) -> tuple[list[str], list[str]]:
        """The visible book as a ladder: quantity, price, quantity; nothing: empty."""
        symbol = rest or SYMBOL
        shown: dict[int, list[str]] = {}
        for column, side in enumerate((enums.BUY, enums.SELL)):
            for price, qty, _ in self.subject.levels(symbol, side):
                shown.setdefault(price, ["", ""])[column] = str(qty)
        found = [f"{bid} | {price} | {ask}" for price, (bid, ask) in sorted(shown.items())[::-1]]
        return found, [" | ".join(c.strip() for c in row.strip("|").split("|")) for row in ladder]

    def phase_is(self, rest: str, _: list[str]) -> tuple[list[str], list[str]]:
        """``phase-is volatility_halt``."""
        name, *symbol = rest.split()
        return [enums.STATUS_NAMES[self.subject.phase(symbol[0] if symbol else SYMBOL)]], [name]

    def position(self, rest: str, _: list[str]) -> tuple[list[str], list[str]]:
        """``position ann 5``."""
        account, net, *symbol = rest.split()
        return [str(self.subject.position(account, symbol[0] if symbol else SYMBOL))], [net]


def complete(entry: str, name: str) -> str:
    """An entry that begins with what happened is about the line's own order."""
    first = entry.split()[0]
    own = first[0].isdigit() or first in HAPPENINGS
    return f"{name} {entry}" if own else entry


def value_of(row: ReferenceRow, name: str, text: str) -> object:
    if name == "position_limits":
        return {symbol: int(lots) for symbol, lots in (pair.split("=") for pair in text.split(";"))}
    if name == "products":
        return tuple(text.split(";"))
    kind = type(getattr(row, name))
    if kind is bool:
        return text == "yes"
    if name == "reference_price":
        return None if text == "none" else float(text)
    return kind(text)


HAPPENINGS = {
    *(name for name in enums.EXEC_TYPE_NAMES.values()), "trails", "cancel", "replace",
}  # fmt: skip
LINES: dict[str, Callable[[Play, str, list[str]], tuple[list[str], list[str]]]] = {
    "given": Play.given,
    "book": Play.book,
    "cancel": Play.cancel,
    "replace": Play.replace,
    "set": Play.define,
    "phase": Play.phase,
    "phase-is": Play.phase_is,
    "kill": Play.kill,
    "cancel-all": Play.mass_cancel,
    "arm": Play.arm,
    "lost": Play.lost,
    "clock": Play.clock,
    "time": Play.time,
    "position": Play.position,
    **{
        name: lambda play, _, members, number=number: play.group(number, members)
        for name, number in enums.CONTINGENCIES.items()
    },
}
