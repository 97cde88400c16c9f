"""What is counted when several notifications are told as one."""


def merge_facts(one, other):
    """Facts of both: numbers are added, what both say alike stays, what differs is left out.

    Facts are a flat dict; `{"count": 2, "quantity": 30, "symbol": "BRNH27"}` says that two things in one
    instrument add up to 30. Which order they are merged in does not matter.
    """
    merged = {}
    for name in one.keys() & other.keys():
        left, right = one[name], other[name]
        if _is_number(left) and _is_number(right):
            merged[name] = left + right
        elif left == right:
            merged[name] = left
    return merged


def _is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)
