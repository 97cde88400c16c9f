"""How often a caller may ask, and how often an address may fail to say who it is.

Each limit is a token bucket in the database (`brokersync.api.bucket`), so that it holds across workers and restarts.
"""

import math
from dataclasses import dataclass

from .problems import Problem

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class Refused(Problem):
    """Turned away at the gate, before anything was done."""


@dataclass(frozen=True)
class Limit:
    """At most `quota` requests in `seconds`, all at once or evenly spread."""

    name: str
    quota: int
    seconds: int


LIMITS = {
    limit.name: limit
    for limit in (
        Limit("read", 600, 60),  # each caller and resource
        Limit("write", 120, 60),  # each caller and resource
        Limit("anonymous", 60, 60),  # each address: documents and the token endpoint
        Limit("failure", 10, 60),  # each address, and each beginning of a key
    )
}
"""Quotas can be set: system parameter `brokersync_api.limit.<name>`, requests a minute."""


def limit_of(env, name):
    """The limit as configured."""
    parameter = env["ir.config_parameter"].sudo().get_param(f"brokersync_api.limit.{name}")
    standard = LIMITS[name]
    if parameter and parameter.isdecimal() and int(parameter) > 0:
        return Limit(name, int(parameter), standard.seconds)
    return standard


def charge(env, asked, caller):
    """Headers that say what is left of the caller's bucket for this resource.

    :raise Refused: nothing is left
    """
    if caller is None:
        limit, bucket = limit_of(env, "anonymous"), f"address:{asked.remote_addr}"
    else:
        limit = limit_of(env, "read" if asked.method in SAFE_METHODS else "write")
        bucket = f"{caller.bucket}:{_resource(asked.path)}:{limit.name}"
    wait, left = env["brokersync.api.bucket"]._take(bucket, limit)
    headers = _told(limit, wait, left)
    if wait:
        raise _too_many(wait, headers)
    return headers


def check_failures(env, buckets):
    """Raise Refused while one of the buckets is empty because of failures."""
    limit = limit_of(env, "failure")
    if wait := max(env["brokersync.api.bucket"]._wait(bucket, limit) for bucket in buckets):
        raise _too_many(wait, _told(limit, wait, 0))


def count_failure(env, buckets):
    """Take from each bucket for one failure; headers that say what is left of the emptiest."""
    limit = limit_of(env, "failure")
    taken = [env["brokersync.api.bucket"]._take(bucket, limit) for bucket in buckets]
    return _told(limit, max(wait for wait, _left in taken), min(left for _wait, left in taken))


def _told(limit, wait, left):
    """Headers of a limit with `left` tokens, the next one in `wait` seconds."""
    return {
        "RateLimit-Policy": f'"{limit.name}";q={limit.quota};w={limit.seconds}',
        "RateLimit": f'"{limit.name}";r={left};t={math.ceil(wait) if wait else limit.seconds}',
    }


def _too_many(wait, headers):
    seconds = math.ceil(wait)
    return Refused(
        429,
        "rate_limited",
        f"Too many requests: try again in {seconds} s.",
        headers=headers | {"Retry-After": str(seconds)},
    )


def _resource(path):
    """First word below `/api/v1/`."""
    return path.split("/")[3:4][0] if path.count("/") >= 3 else ""
