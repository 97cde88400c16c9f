"""A sidecar process in a folder, with a journal of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matching_sidecar.journal.local import LocalJournal
from matching_sidecar.model.commands import UpdateReference
from matching_sidecar.model.reference import ReferenceRow
from tools.lab.keys import Signer
from tools.lab.process import LabProcess

CONFIG = """\
[sidecar]
shard = "lab"
host = "127.0.0.1"
port = {port}
ws_port = {ws_port}
data_dir = "{data}"
durability = "{durability}"
token_public_key_file = "{key}"
log_file = "{log}"
client_rate = {client_rate}
doors = {doors}

[odoo]
enabled = false
"""


class LabSidecar(LabProcess):
    """``rows`` are its reference data, written into the new journal.

    Args:
        folder: holds everything; a journal that is already there goes on.
        client_rate: messages a second of one login, 0 for no limit.
        doors: processes that hold the WebSockets.
    """

    def __init__(
        self,
        folder: Path,
        rows: Sequence[ReferenceRow],
        durability: str = "process",
        client_rate: int = 0,
        doors: int = 0,
    ) -> None:
        super().__init__(folder)
        self.data = folder / "journal"
        self.signer = Signer()
        key = folder / "token_key.pub.pem"
        self.signer.write_public_key(key)
        self.config.write_text(
            CONFIG.format(
                port=self.port,
                ws_port=self.ws_port,
                data=self.data,
                durability=durability,
                key=key,
                log=self.log,
                client_rate=client_rate,
                doors=doors,
            )
        )
        if not self.data.exists():
            journal = LocalJournal(self.data)
            journal.append([UpdateReference(1, list(rows))])
            journal.close()
