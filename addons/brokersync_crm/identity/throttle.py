"""How many failed attempts are too many, and how long to wait then.

Three counts, because each alone is wrong: one by address locks out colleagues behind the same NAT, one by login lets
anybody lock out anybody, one by the pair lets a botnet try for ever.
"""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Limit:
    """At most `failures` within `window`; the next attempt waits until the oldest of them is older than that."""

    failures: int
    window: timedelta


PAIR = Limit(5, timedelta(minutes=15))
LOGIN = Limit(30, timedelta(hours=1))
ADDRESS = Limit(100, timedelta(minutes=15))
LONGEST = max(limit.window for limit in (PAIR, LOGIN, ADDRESS))


def wait(failures: list[datetime], limit: Limit, now: datetime) -> timedelta:
    """Time until the next attempt is allowed, zero when it is allowed now.

    `failures` in any order.
    """
    recent = sorted(at for at in failures if at > now - limit.window)
    if len(recent) < limit.failures:
        return timedelta()
    return recent[-limit.failures] + limit.window - now


def network(address: str) -> str:
    """What counts as one caller: an IPv4 address, or the /64 that one IPv6 subscriber is given."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6:
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
