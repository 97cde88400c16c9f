"""Seals and checks rows of the audit log.

Each row carries the HMAC-SHA256 of its content with a key that lies outside the database, so that nobody with SQL alone
can write or change one. Its hash is SHA-256 over the previous row's hash and this HMAC: none can be taken out. A copy
of the last hash kept elsewhere (an anchor) shows when the end was cut off.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

GENESIS = "0" * 64


@dataclass(frozen=True)
class Row:
    """One row as the database holds it; `sequence`, `previous` and `hash` are None until it is chained."""

    id: int
    content: tuple  # what `mac` covers, the id among it
    mac: str
    sequence: int | None
    previous: str | None
    hash: str | None


@dataclass(frozen=True)
class Anchor:
    sequence: int
    hash: str


@dataclass(frozen=True)
class Finding:
    """`kind` is changed, removed, inserted, truncated or unchained."""

    kind: str
    place: str
    text: str


def mac(key: bytes, content: Iterable) -> str:
    """HMAC of a row's content in one canonical spelling (JSON without spaces)."""
    message = json.dumps(list(content), separators=(",", ":"), ensure_ascii=True)
    return hmac.new(key, message.encode(), hashlib.sha256).hexdigest()


def link(previous: str, row_mac: str) -> str:
    """Hash of a row that follows the row with the hash `previous`."""
    return hashlib.sha256(f"{previous}{row_mac}".encode()).hexdigest()


class Verifier:
    """Takes the rows in the order of `sequence` and gives what is wrong with each."""

    def __init__(self, key: bytes, anchors: Iterable[Anchor] = ()):
        self.rows = 0
        self.head = Anchor(0, GENESIS)
        self._key = key
        self._anchors = {anchor.sequence: anchor.hash for anchor in anchors}

    def check(self, row: Row) -> Iterator[Finding]:
        place = f"row {row.id} (number {row.sequence})"
        genuine = hmac.compare_digest(mac(self._key, row.content), row.mac)
        expected = self.head.sequence + 1
        if row.sequence > expected:
            yield Finding(
                "removed", place, f"{row.sequence - expected} rows before it are missing."
            )
        elif row.sequence < expected:
            yield Finding("inserted", place, "This number is there twice.")
        elif row.previous != self.head.hash:
            yield Finding("removed", place, "It does not follow the row before it.")
        if not genuine:
            yield Finding(
                "changed", place, "Its content is not what was written, or it was made outside."
            )
        elif row.hash != link(row.previous, row.mac):
            yield Finding("changed", place, "Its hash does not belong to it.")
        if self._anchors.get(row.sequence, row.hash) != row.hash:
            yield Finding(
                "changed", place, "Its hash differs from the one that was kept elsewhere."
            )
        self.rows += 1
        self.head = Anchor(row.sequence, row.hash)

    def check_end(self) -> Iterator[Finding]:
        """Call after the last row."""
        last = max(self._anchors, default=0)
        if last > self.head.sequence:
            yield Finding(
                "truncated",
                f"after number {self.head.sequence}",
                f"{last - self.head.sequence} rows that were there before are missing at the end.",
            )

    def check_unchained(self, row: Row) -> Iterator[Finding]:
        """A row that has waited long enough to be chained: left out on purpose, or made outside."""
        if hmac.compare_digest(mac(self._key, row.content), row.mac):
            yield Finding("unchained", f"row {row.id}", "It was not chained in time.")
        else:
            yield Finding("inserted", f"row {row.id}", "It was made outside of BrokerSync.")
