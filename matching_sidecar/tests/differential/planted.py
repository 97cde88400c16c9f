"""Bugs as they happen, each a change of one place of the engine."""

from __future__ import annotations

from typing import NamedTuple


class Bug(NamedTuple):
    """What goes wrong, and the change of a file that does it."""

    name: str
    file: str
    right: str
    wrong: str


BUGS = (
    Bug(
        "an iceberg keeps its place",
        "book/book.py",
        "level.renew(maker)\n",
        "level.qty += special.shown; level.hidden -= special.shown\n",
    ),
    Bug(
        "more quantity keeps the place",
        "engine/replacing.py",
        "command.qty > order.qty or ",
        "",
    ),
    Bug(
        "fill or kill counts one's own orders",
        "engine/self_trade.py",
        "own += maker.leaves",
        "own += 0",
    ),
    Bug(
        "fill or kill counts beyond one's own orders",
        "engine/self_trade.py",
        "if found and prevention != CANCEL_OLDEST:",
        "if False:",
    ),
    Bug(
        "decrement of equal quantities leaves the taker",
        "engine/self_trade.py",
        "or lots == taker.leaves:",
        "or lots > taker.leaves:",
    ),
    Bug(
        "traders of one account are one party",
        "engine/self_trade.py",
        'account.stp_scope != "trader" or taker.entered_by == maker.entered_by',
        "True",
    ),
    Bug(
        "a trailing stop moves both ways",
        "engine/trailing.py",
        "stop <= before if sell else stop >= before",
        "stop == before",
    ),
    Bug(
        "the offset in per cent is rounded down",
        "engine/trailing.py",
        "-(-(price if price >= 0 else -price) * terms.trail_offset // 10_000)",
        "(price if price >= 0 else -price) * terms.trail_offset // 10_000",
    ),
    Bug(
        "the middle is rounded to the market",
        "engine/trailing.py",
        "price // 2 if sell else -(-price // 2)",
        "-(-price // 2) if sell else price // 2",
    ),
    Bug(
        "a stop needs a price beyond its own",
        "engine/triggers.py",
        "and through(source, order.side, stop, price)",
        "and through(source, order.side, stop, price) and price != stop",
    ),
    Bug(
        "stops of a print queue by price",
        "engine/triggers.py",
        "for number in sorted(set(numbers)):",
        "for number in dict.fromkeys(numbers):",
    ),
    Bug(
        "a triggered stop trades through a halt",
        "engine/triggers.py",
        "        if instrument.status == OPEN:\n            fire",
        "        if instrument.status:\n            fire",
    ),
    Bug(
        "good till date is a nanosecond late",
        "engine/due.py",
        "while due.next <= ts:",
        "while due.next < ts:",
    ),
    Bug(
        "a halt ended by hand ends the next one",
        "engine/due.py",
        "and instrument.halt_until == at",
        "",
    ),
    Bug(
        "an auction takes the lower of two prices",
        "book/auction.py",
        "        return highest",
        "        return lowest",
    ),
    Bug(
        "an auction does not look at the reference price",
        "book/auction.py",
        "return min(max(reference, lowest), highest)",
        "return (lowest + highest) // 2",
    ),
    Bug(
        "an auction ignores hidden quantity",
        "book/auction.py",
        "level.qty + level.hidden",
        "level.qty",
    ),
    Bug(
        "a fill of an OCO leaves the other",
        "engine/groups.py",
        "    now = min(lots, open_lots)\n",
        "    now = 0\n",
    ),
    Bug(
        "an OTO arms all at once",
        "engine/arming.py",
        "full * filled // group.base // lot * lot",
        "full",
    ),
    Bug(
        "reduce-only cuts the oldest",
        "engine/reduce_only.py",
        "for order in reversed(orders):",
        "for order in orders:",
    ),
    Bug(
        "a minimum is asked of what is visible",
        "book/side.py",
        "level.hidden",
        "0",
    ),
    Bug(
        "the band of a market order is around the reference price",
        "book/instrument.py",
        "key = _key(side, self.middle(), self.band_bp)",
        "key = _key(side, self.reference, self.band_bp)",
    ),
    Bug(
        "a halt looks at one side only",
        "book/instrument.py",
        "best.key < centre - width",
        "False",
    ),
)
