"""Orders that depend on each other: OCO, OTO, bracket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model.events import Event

if TYPE_CHECKING:
    from .engine import Engine


def run(engine: Engine, ts: int, events: list[Event]) -> None:
    """Do what fills and ends mean for the other orders of their groups."""
    engine.group_news.clear()
