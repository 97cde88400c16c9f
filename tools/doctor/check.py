"""The result of one check."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    OK = "ok"
    NOTE = "note"  # works, but not at its best, or only needed for some commands
    BAD = "wrong"


@dataclass(frozen=True)
class Check:
    name: str
    state: State
    finding: str
    mend: str = ""
