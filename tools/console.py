"""What the person at the terminal sees: running steps with their time, notes, tables.

Goes to standard error, so that `--json` has standard output to itself.
"""

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
REMINDER_SECONDS = 30.0


class Console:
    """A spinner line naming the running steps on a terminal, plain lines elsewhere."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[str, float] = {}
        self._live = sys.stderr.isatty()
        self._painter: threading.Thread | None = None

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Show `name` while the block runs, then how long it took."""
        start = time.monotonic()
        with self._lock:
            self._running[name] = start
            if self._painter is None:
                self._painter = threading.Thread(target=self._paint, daemon=True)
                self._painter.start()
        mark = "✗"
        try:
            yield
            mark = "✓"
        finally:
            with self._lock:
                del self._running[name]
                self._line(f"{mark} {name}  {_seconds(time.monotonic() - start)}")

    def note(self, text: str) -> None:
        with self._lock:
            self._line(text)

    def _line(self, text: str) -> None:
        clear = "\r\033[K" if self._live else ""
        print(f"{clear}{text}", file=sys.stderr, flush=True)

    def _paint(self) -> None:
        frame = 0
        while True:
            time.sleep(0.1 if self._live else REMINDER_SECONDS)
            with self._lock:
                if not self._running:
                    if self._live:
                        self._painter = None
                        return
                    continue
                now = time.monotonic()
                steps = " · ".join(
                    f"{name} {_seconds(now - start)}" for name, start in self._running.items()
                )
                if self._live:
                    frame = (frame + 1) % len(FRAMES)
                    print(
                        f"\r\033[K{FRAMES[frame]} {steps[:100]}",
                        end="",
                        file=sys.stderr,
                        flush=True,
                    )
                else:
                    print(f"… {steps}", file=sys.stderr, flush=True)


def _seconds(value: float) -> str:
    return f"{value:.1f} s" if value < 60 else f"{value // 60:.0f} min {value % 60:02.0f} s"


def table(rows: Sequence[Sequence[object]], head: Sequence[str] = ()) -> str:
    """Rows as aligned columns; the first column left, numbers right."""
    lines = [list(head)] if head else []
    lines += [[str(cell) for cell in row] for row in rows]
    if not lines:
        return ""
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    numeric = [all(isinstance(row[i], int | float) for row in rows) for i in range(len(widths))]
    text = [
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(line, widths, numeric, strict=True)
        ).rstrip()
        for line in lines
    ]
    if head:
        text.insert(1, "  ".join("─" * width for width in widths))
    return "\n".join(text)


console = Console()
