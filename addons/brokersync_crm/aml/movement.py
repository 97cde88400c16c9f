from dataclasses import dataclass
from datetime import date

IN, OUT = "in", "out"
CASH_LIKE = frozenset({"cash", "cheque", "money_order"})


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that came in or went out for one client. `country` is ISO 3166 of the counterparty's bank, or empty."""

    id: int
    day: date
    amount: int
    direction: str
    method: str = "wire"
    counterparty: str = ""
    country: str = ""
    own_account: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """Movements that together fit a pattern, in order of time, and a sentence that says how."""

    movements: tuple[Movement, ...]
    text: str

    @property
    def ids(self):
        return frozenset(movement.id for movement in self.movements)

    @property
    def amount(self):
        return total(self.movements)

    @property
    def last(self):
        return self.movements[-1].day


def in_order(movements):
    return sorted(movements, key=lambda movement: (movement.day, movement.id))


def total(movements):
    return sum(movement.amount for movement in movements)


def money(amount):
    """Minor units as people write them: 1,234.50."""
    return f"{amount / 100:,.2f}"
