"""Read ``*.book`` files and play their cases."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ..subjects import Subject
from .play import Play

CASES = Path(__file__).parent / "cases"


class Line(NamedTuple):
    """A line of a case: what is done or claimed, and what must be told (None: not said)."""

    number: int
    text: str
    told: list[str] | None


@dataclass(frozen=True)
class Case:
    """A case: its title and lines; ``background`` is what its file does before each case."""

    file: str
    title: str
    lines: tuple[Line, ...]

    def play(self, subject: Subject) -> None:
        """Do what the lines say.

        Raises:
            AssertionError: something else happened; it names the line.
        """
        play = Play(subject)
        lines = list(self.lines)
        while lines:
            line = lines.pop(0)
            block = [line.text]
            while lines and lines[0].text.startswith(("+", "|")):
                block.append(lines.pop(0).text)
            try:
                play.do(block, line.told)
            except AssertionError as wrong:
                raise AssertionError(f"{self.file}:{line.number}: {line.text}\n{wrong}") from None


def read_cases(directory: Path = CASES) -> list[Case]:
    """All cases of a directory, by file."""
    return [case for path in sorted(directory.glob("*.book")) for case in read(path)]


def read(path: Path) -> list[Case]:
    """The cases of a file."""
    cases: list[Case] = []
    background: list[Line] = []
    lines, title = background, ""
    for number, raw in enumerate([*path.read_text().splitlines(), "case"], 1):
        text = raw.split("#")[0].strip()
        if text.startswith("case"):
            if title:
                cases.append(Case(path.name, title, (*background, *lines)))
            title, lines = text[4:].strip(), []
        elif text.startswith("->"):
            last = lines.pop()
            lines.append(last._replace(told=(last.told or []) + split(text[2:])))
        elif text:
            done, arrow, told = text.partition("->")
            lines.append(Line(number, done.strip(), split(told) if arrow else None))
    return cases


def split(told: str) -> list[str]:
    return [entry.strip() for entry in told.split(",") if entry.strip()]
