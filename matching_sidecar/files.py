"""Open files: every connection is one, and the system allows a process only so many."""

from __future__ import annotations

import resource
from typing import Final

import structlog

SPARE: Final = 64
"""For the journal, the log, the doors and a few requests."""

_LOG = structlog.stdlib.get_logger(__name__)


def allow_connections(wanted: int) -> int:
    """Ask the system for as many open files as it allows this process; gives how many of the ``wanted`` connections may
    be taken."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most == resource.RLIM_INFINITY:
        return wanted
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    possible = min(wanted, max(most - SPARE, 1))
    if possible < wanted:
        _LOG.warning(
            "the system allows fewer open files than sessions are wanted: raise ulimit -n",
            max_sessions=wanted,
            possible=possible,
        )
    return possible
