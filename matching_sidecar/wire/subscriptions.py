"""Which options a channel takes."""

from __future__ import annotations

from typing import Final

from msgspec import UNSET

from .errors import EdgeError
from .messages import Subscribe

_CHANNELS: Final = {
    "since": ("orders", "drop_copy", "book", "l3", "trades"),
    "depth": ("book",),
    "interval": ("bars",),
    "conflate_ms": ("book", "l3", "quotes", "statistics", "phases", "bars"),
}


def check(message: Subscribe) -> None:
    """Refuse what the channel cannot do.

    Raises:
        EdgeError: an option that is for other channels.
    """
    for option, channels in _CHANNELS.items():
        if getattr(message, option) is not UNSET and message.channel not in channels:
            text = f"{option} is for {', '.join(channels)} only"
            raise EdgeError("FIELD_INVALID", text, option)
