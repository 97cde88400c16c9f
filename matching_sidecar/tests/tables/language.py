"""The words of an order line, both ways: text to command and command to text."""

from __future__ import annotations

from matching_sidecar.model import enums
from matching_sidecar.model.commands import NewOrder
from matching_sidecar.model.terms import Terms

SECOND = 1_000_000_000
NUMBERS = {
    "stop": "stop_price",
    "offset": "limit_offset",
    "activation": "activation_price",
    "min": "min_qty",
    "display": "display_qty",
}
FLAGS = {"aon": "all_or_none", "post-only": "post_only", "reduce-only": "reduce_only"}
NAMED = {"trigger": ("trigger", enums.TRIGGERS), "stp": ("stp", enums.STP_MODES)}
FIELDS = {"at": "price", "in": "symbol", "by": "entered_by"}
UNITS = {"ticks": enums.TICKS, "price": enums.PRICE_UNITS, "bp": enums.BASIS_POINTS}


def seconds(word: str) -> int:
    """Nanoseconds of ``10s`` or ``10s+1``."""
    whole, _, more = word.partition("s")
    return int(whole) * SECOND + int(more or 0)


def parse_order(text: str, symbol: str) -> NewOrder:
    """The command of ``x: ann buys 5 at 101 gtc``."""
    name, _, rest = text.partition(":")
    account, verb, qty, *words = rest.split()
    order = NewOrder(
        0, account, name.strip(), symbol, {"buys": enums.BUY, "sells": enums.SELL}[verb],
        0, enums.DAY, int(qty), 0, account,
    )  # fmt: skip
    terms: dict[str, int | bool] = {}
    used = set(words)
    while words:
        read_word(order, terms, words)
    order.terms = Terms(**terms) if terms else None
    order.ord_type = kind_of(used)
    if order.ord_type == enums.MARKET and order.tif == enums.DAY and "day" not in used:
        order.tif = enums.IOC
    return order


def kind_of(words: set[str]) -> int:
    if "trail" in words:
        return enums.TRAILING_STOP_LIMIT if "offset" in words else enums.TRAILING_STOP
    if "stop" in words:
        return enums.STOP_LIMIT if "at" in words else enums.STOP
    if "market-to-limit" in words:
        return enums.MARKET_TO_LIMIT
    return enums.LIMIT if "at" in words else enums.MARKET


def read_word(order: NewOrder, terms: dict[str, int | bool], words: list[str]) -> None:
    word = words.pop(0)
    if word in enums.TIFS:
        order.tif = enums.TIFS[word]
        if word == "gtd" and words:
            when = words.pop(0)
            terms |= {"expire_ts": seconds(when)} if "s" in when else {"expire_date": int(when)}
    elif word in FLAGS:
        terms[FLAGS[word]] = True
    elif word == "trail":
        terms |= {"trail_offset": int(words.pop(0)), "trail_unit": UNITS[words.pop(0)]}
    elif word == "random":
        terms["display_method"] = enums.RANDOM
    elif word in NUMBERS or word in NAMED:
        name, numbers = NAMED.get(word, (NUMBERS.get(word, ""), None))
        value = words.pop(0)
        terms[name] = numbers[value] if numbers else int(value)
    elif word in FIELDS:
        value = words.pop(0)
        setattr(order, FIELDS[word], int(value) if word == "at" else value)
    elif word not in ("market", "market-to-limit"):
        raise ValueError(f"unknown word {word!r}")


def write_order(order: NewOrder, symbol: str) -> str:
    """The line of a command; ``parse_order`` gives the command back."""
    terms = order.terms or Terms()
    words = [f"{order.cl_ord_id}: {order.account} {('buys', 'sells')[order.side - 1]} {order.qty}"]
    words += [f"in {order.symbol}"] if order.symbol != symbol else []
    if order.ord_type == enums.MARKET_TO_LIMIT:
        words.append("market-to-limit")
    elif order.ord_type in (enums.LIMIT, enums.STOP_LIMIT):
        words.append(f"at {order.price}")
    elif order.ord_type == enums.MARKET:
        words.append("market")
    if terms.trail_unit:
        unit = next(name for name, number in UNITS.items() if number == terms.trail_unit)
        words.append(f"trail {terms.trail_offset} {unit}")
    for word, name in NUMBERS.items():
        value = getattr(terms, name)
        limit_offset = name == "limit_offset" and order.ord_type == enums.TRAILING_STOP_LIMIT
        if value or limit_offset or (value == 0 and name in ("stop_price", "activation_price")):
            words.append(f"{word} {value}")
    words += [word for word, name in FLAGS.items() if getattr(terms, name)]
    words += ["random"] if terms.display_method == enums.RANDOM else []
    words += [f"trigger {enums.TRIGGER_NAMES[terms.trigger]}"] if terms.trigger else []
    words += [f"stp {enums.STP_NAMES[terms.stp]}"] if terms.stp else []
    words += [f"by {order.entered_by}"] if order.entered_by != order.account else []
    words.append(enums.TIF_NAMES[order.tif])
    if terms.expire_ts:
        words.append(f"{terms.expire_ts // SECOND}s+{terms.expire_ts % SECOND}")
    elif terms.expire_date:
        words.append(str(terms.expire_date))
    return " ".join(words)
