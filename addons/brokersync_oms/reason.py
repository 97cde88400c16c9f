"""A reason of the sidecar's as a sentence, with the numbers that are known. Nothing here knows the database."""

import re

from .reason_words import REASONS

_FACT = re.compile(r"%\((\w+)\)s")


def explain(code, text, facts, lang):
    """The sentence for a code.

    :param text: the sidecar's own words, said for codes this table does not know
    :param dict facts: numbers as text, by the names in the sentences; what is not known is left out
    """
    for sentence in REASONS.get(code, ()):
        if facts.keys() >= set(_FACT.findall(sentence._source)):
            return sentence._translate(lang) % facts
    return text or code


def limit_facts(rows, quantity=0, value=0):
    """Numbers of the limits that explain a refusal: none that the order is within, for limits change.

    :param rows: what the gate was told of account, firm and instrument (docs/protocol.md); empty where unknown
    :param quantity: contracts of the refused order, 0 when unknown
    :param value: price × contracts × multiplier, 0 when unknown
    """
    account, firm, instrument = rows
    facts = {}
    largest = _lowest(row.get("max_order_qty") for row in rows)
    if 0 < largest < quantity:
        facts |= {"quantity": f"{quantity:,}", "max_quantity": f"{largest:,.0f}"}
    highest = _lowest(row.get("max_notional") for row in (account, firm))
    if 0 < highest < value:
        currency = instrument.get("currency", "")
        facts |= {
            "value": f"{value:,.2f} {currency}".rstrip(),
            "max_value": f"{highest:,.0f} {currency}".rstrip(),
        }
    own = account.get("position_limits", {}).get(instrument.get("code"))
    others = {
        "max_position": own or account.get("position_limit"),
        "max_firm_position": firm.get("position_limit"),
        "max_rate": account.get("rate"),
    }
    return facts | {name: f"{limit:,.0f}" for name, limit in others.items() if limit}


def _lowest(limits):
    """The lowest limit, where 0 and None are no limit; 0 when there is none."""
    return min(filter(None, limits), default=0)
