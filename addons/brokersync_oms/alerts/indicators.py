"""Indicators over closing prices, oldest first. Each gives one value a price, None while there are too few."""


def moving_average(closes, length):
    """Simple moving average: the mean of the last `length` closes."""
    return [
        sum(closes[end - length : end]) / length if end >= length else None
        for end in range(1, len(closes) + 1)
    ]


def relative_strength(closes, length):
    """Relative strength index, 0 to 100, as J. Welles Wilder defined it.

    The first value is made of the plain averages of `length` gains and losses, each later one of averages that are
    carried on with weight 1/`length`. Source: Wilder, New Concepts in Technical Trading Systems (1978), section VI.
    """
    values = [None] * len(closes)
    gain = loss = 0.0
    for number in range(1, len(closes)):
        change = closes[number] - closes[number - 1]
        up, down = max(change, 0.0), max(-change, 0.0)
        if number <= length:
            gain += up / length
            loss += down / length
        else:
            gain += (up - gain) / length
            loss += (down - loss) / length
        if number >= length:
            values[number] = 100 * gain / (gain + loss) if gain + loss else 50.0
    return values
