"""What the person at the terminal sees: running steps with their time, notes, tables.

Goes to standard error, so that `--json` has standard output to itself.
"""

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
REMINDER_SECONDS = 30.0


@dataclass
class Step:
    """A running step. A block that fails without an exception sets `failed`."""

    name: str
    start: float
    failed: bool = False


class Console:
    """A spinner line naming the running steps on a terminal, plain lines elsewhere."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: list[Step] = []
        self._live = sys.stderr.isatty()
        self._painter: threading.Thread | None = None

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Show `name` while the block runs, then how long it took."""
        step = Step(name, time.monotonic())
        with self._lock:
            self._running.append(step)
            if self._painter is None:
                self._painter = threading.Thread(target=self._paint, daemon=True)
                self._painter.start()
        try:
            yield step
        except BaseException:
            step.failed = True
            raise
        finally:
            mark = "✗" if step.failed else "✓"
            with self._lock:
                self._running.remove(step)
                self._line(f"{mark} {name}  {_seconds(time.monotonic() - step.start)}")

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
                    self._painter = None
                    return
                now = time.monotonic()
                steps = " · ".join(
                    f"{step.name} {_seconds(now - step.start)}" for step in self._running
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
