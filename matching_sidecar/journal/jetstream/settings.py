"""What is asked of the servers, and how their things are called."""

from __future__ import annotations

from typing import Final, NamedTuple

MAX_FRAME: Final = 4 << 20
"""Bytes of the largest commit; the servers' ``max_payload`` must be above it."""


class Servers(NamedTuple):
    """Where the servers are and how a shard is kept there.

    ``replicas``: how many servers hold each stream; ``lease_ttl`` in whole seconds, the
    servers' unit; ``token`` and ``ca_file`` "" for none.
    """

    addresses: list[str]
    replicas: int = 3
    lease_ttl: int = 1
    token: str = ""
    ca_file: str = ""


class Names(NamedTuple):
    """What belongs to a shard on the servers."""

    shard: str

    @property
    def journal(self) -> str:
        """The stream of frames."""
        return f"BROKERSYNC_JOURNAL_{self.shard}"

    @property
    def journal_subject(self) -> str:
        """Where frames are published."""
        return f"brokersync.journal.{self.shard}"

    @property
    def lease(self) -> str:
        """The stream with the leader's lease."""
        return f"BROKERSYNC_LEASE_{self.shard}"

    @property
    def lease_subject(self) -> str:
        """Where the lease is renewed."""
        return f"brokersync.lease.{self.shard}"

    @property
    def revocations(self) -> str:
        """The stream of rights withdrawn."""
        return f"BROKERSYNC_REVOCATIONS_{self.shard}"

    @property
    def revocations_subject(self) -> str:
        """Where rights withdrawn are published."""
        return f"brokersync.revocations.{self.shard}"
