"""How long the garbage collector makes everybody wait."""

from __future__ import annotations

import gc
from time import perf_counter
from typing import Any

from .histogram import Histogram

SECONDS = (0.00001, 0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 1)


class GcPauses:
    """Observes the interpreter's collections while ``watch`` is in force; ``longest`` in seconds."""

    def __init__(self) -> None:
        self.seconds = Histogram(SECONDS)
        self.longest = 0.0
        self._started = 0.0

    def watch(self) -> None:
        """Begin."""
        gc.callbacks.append(self._on_collection)

    def stop(self) -> None:
        """End; harmless when not begun."""
        if self._on_collection in gc.callbacks:
            gc.callbacks.remove(self._on_collection)

    def _on_collection(self, phase: str, _info: dict[str, Any]) -> None:
        if phase == "start":
            self._started = perf_counter()
            return
        seconds = perf_counter() - self._started
        self.seconds.observe(seconds)
        self.longest = max(self.longest, seconds)
