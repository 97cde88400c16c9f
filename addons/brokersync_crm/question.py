"""How much one call may ask. Odoo itself sets no bounds: nested deep enough, a filter of 1 kB plans for minutes."""

from odoo.orm.domains import CONDITION_OPERATORS

MAX_CONDITIONS = 500
"""Conditions of all filters in a call together."""

MAX_DEPTH = 8
"""Models a condition may lead through, by dots and by `any`: each doubles the work of the database's planner."""

MAX_VALUES = 100_000
"""Values of one condition; as many rows as may be exported at once."""

MAX_NESTED_FIELDS = 5
"""Levels of `fields` in what is read: there and back between two models, each multiplies the answer."""

_OPERATORS = frozenset(CONDITION_OPERATORS)
_CONTAINERS = (dict, list, tuple)


class TooMuch(ValueError):
    """The call asks for too much; the message says of what."""


def check(params):
    """Look for filters and field specifications anywhere in a call's parameters.

    :param params: what JSON or XML gave: dicts, lists and plain values
    :raise TooMuch: more than the bounds above
    """
    conditions = 0
    waiting = [(params, 0, 0)]
    while waiting:
        value, depth, nested = waiting.pop()
        if depth > MAX_DEPTH:
            raise TooMuch(f"a condition that leads through more than {MAX_DEPTH} models")
        if nested > MAX_NESTED_FIELDS:
            raise TooMuch(f"fields nested more than {MAX_NESTED_FIELDS} levels deep")
        if _is_condition(value):
            conditions += 1
            if conditions > MAX_CONDITIONS:
                raise TooMuch(f"more than {MAX_CONDITIONS} conditions")
            waiting.append(_inside_condition(*value, depth, nested))
        elif isinstance(value, dict):
            waiting += [
                (item, depth, nested + (name == "fields" and isinstance(item, dict)))
                for name, item in value.items()
                if isinstance(item, _CONTAINERS)
            ]
        elif isinstance(value, (list, tuple)):
            waiting += [(item, depth, nested) for item in value if isinstance(item, _CONTAINERS)]


def _inside_condition(field, operator, wanted, depth, nested):
    """What a condition compares with, and how deep it is there."""
    is_list = isinstance(wanted, (list, tuple))
    if is_list and len(wanted) > MAX_VALUES:
        raise TooMuch(f"more than {MAX_VALUES:,} values in one condition")
    depth += field.count(".") + operator.lower().endswith("any")
    return wanted if is_list else (), depth, nested


def _is_condition(value):
    return (
        isinstance(value, (list, tuple))
        and len(value) == 3
        and isinstance(value[0], str)
        and isinstance(value[1], str)
        and value[1].lower() in _OPERATORS
    )
