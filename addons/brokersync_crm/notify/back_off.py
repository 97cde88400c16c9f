"""When to try again."""

from datetime import timedelta

FIRST = 30  # seconds
LONGEST = 3600
MAX_ATTEMPTS = 8


def next_delay(attempts, share):
    """How long to wait after `attempts` failed ones, or None when it is time to give up.

    Doubles from half a minute to an hour: eight attempts span about an hour.

    :param share: a random number from 0 to 1; half of the delay is spread by it, so that many receivers
        which failed together are not tried together
    """
    if attempts >= MAX_ATTEMPTS:
        return None
    whole = min(LONGEST, FIRST * 2 ** (max(1, attempts) - 1))
    return timedelta(seconds=whole * (0.5 + share / 2))
