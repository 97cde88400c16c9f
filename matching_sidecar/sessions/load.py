"""Schedules, computed by a short-lived process."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Iterable

import msgspec

from .session import Schedule

TIMEOUT_SECONDS = 30
_DECODER = msgspec.json.Decoder(dict[str, Schedule])


class CalendarsUnavailable(Exception):
    """The schedules could not be computed; the text says why."""


def load(names: Iterable[str], first: dt.date, last: dt.date) -> dict[str, Schedule]:
    """The schedule of each calendar from one trade date to another (blocking, some seconds).

    Raises:
        CalendarsUnavailable: nothing could be computed at all.
    """
    command = [
        sys.executable,
        "-m",
        "matching_sidecar.sessions",
        str(first),
        str(last),
        "--",
        *names,
    ]
    try:
        done = subprocess.run(  # noqa: S603 - our own module; a name is only looked up
            command, capture_output=True, timeout=TIMEOUT_SECONDS, check=False
        )
        if done.returncode:
            *_, text = done.stderr.decode(errors="replace").strip().splitlines() or ["no reason"]
            raise CalendarsUnavailable(f"trading calendars cannot be computed: {text}")
        return _DECODER.decode(done.stdout)
    except (OSError, subprocess.TimeoutExpired, msgspec.DecodeError) as error:
        raise CalendarsUnavailable(f"trading calendars cannot be computed: {error}") from error
