"""What a shard needs to know."""

from pathlib import Path
from typing import Literal, NamedTuple

Durability = Literal["process", "disk"]


class ShardConfig(NamedTuple):
    """``durability``: what an answer promises to survive, the death of the process or a loss of
    power.

    ``snapshot_every`` counts commands; ``max_waiting`` bounds the commands waiting for a commit,
    above it they are refused; ``max_batch`` bounds one commit.
    """

    folder: Path
    name: str = "main"
    durability: Durability = "disk"
    snapshot_every: int = 1_000_000
    max_waiting: int = 20_000
    max_batch: int = 2_000
    segment_bytes: int = 64 << 20
