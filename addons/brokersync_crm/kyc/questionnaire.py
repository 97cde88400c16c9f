"""Whether a product suits a client, from scored answers."""


def judge(scores, knocked_out, *, suitable_from, warn_from):
    """`suitable`, `warning` or `unsuitable`.

    :param scores: points of the answers chosen
    :param knocked_out: whether an answer was chosen that rules the product out by itself
    """
    total = sum(scores)
    if knocked_out or total < warn_from:
        return "unsuitable"
    return "suitable" if total >= suitable_from else "warning"
