"""A shard on several machines, all of them this one: three NATS servers, sidecars that share a
journal, relays."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
import urllib.error
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
from nats.errors import Error as NatsError

from matching_sidecar.journal.jetstream.connection import Connection
from matching_sidecar.journal.jetstream.settings import Names, Servers
from matching_sidecar.model.reference import ReferenceRow
from tools.lab.cut import Network
from tools.lab.keys import Signer
from tools.lab.nats import LabNats, addresses
from tools.lab.process import LabProcess

SHARD = "lab"

NODE = """\
[sidecar]
shard = "lab"
host = "127.0.0.1"
port = {port}
ws_port = {ws_port}
data_dir = "{folder}/data"
journal = "nats"
snapshot_every = 20000
token_public_key_file = "{key}"
reference_file = "{reference}"
log_file = "{log}"
client_rate = 0

[odoo]
enabled = false

[nats]
servers = {servers}
node = "{name}"
"""

RELAY = """\
[relay]
shard = "lab"
host = "127.0.0.1"
port = {port}
ws_port = {ws_port}
patience = {patience}
log_file = "{log}"

[nats]
servers = {servers}
"""


class LabRelay(LabProcess):
    """A relay process."""

    module = "matching_sidecar.relay"


class LabCluster:
    """Use as a context manager: everything runs and one node leads.

    Args:
        nodes: how many sidecars.
        relays: how many relays.
        patience: of the relays, seconds.
        cuttable: whether each node reaches the servers through a network of its own, ``networks``.
    """

    def __init__(
        self,
        folder: Path,
        rows: Sequence[ReferenceRow],
        nodes: int = 2,
        relays: int = 1,
        patience: float = 20,
        cuttable: bool = False,
    ) -> None:
        self.signer = Signer()
        self.nats = LabNats(folder / "nats")
        key, reference = folder / "token_key.pub.pem", folder / "reference.json"
        self.signer.write_public_key(key)
        reference.write_bytes(msgspec.json.encode({"version": 1, "rows": list(rows)}))
        self.networks = [Network(self.nats.ports) for _ in range(nodes if cuttable else 0)]
        self.nodes = [LabProcess(folder / f"node{number}") for number in range(nodes)]
        self.relays = [LabRelay(folder / f"relay{number}") for number in range(relays)]
        for number, node in enumerate(self.nodes):
            ports = self.networks[number].ports if cuttable else self.nats.ports
            node.config.write_text(
                NODE.format(
                    port=node.port,
                    ws_port=node.ws_port,
                    folder=node.folder,
                    key=key,
                    reference=reference,
                    log=node.log,
                    servers=msgspec.json.encode(addresses(ports)).decode(),
                    name=f"node{number}",
                )
            )
        for relay in self.relays:
            relay.config.write_text(
                RELAY.format(
                    port=relay.port,
                    ws_port=relay.ws_port,
                    patience=patience,
                    log=relay.log,
                    servers=msgspec.json.encode(self.nats.servers).decode(),
                )
            )
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.enter_context(self.nats)
            for network in self.networks:
                stack.enter_context(network)
            for process in (*self.nodes, *self.relays):
                stack.callback(process.kill)
                process.spawn()
            for process in (*self.nodes, *self.relays):
                process.wait_live()
            self.leader()
            for relay in self.relays:
                relay.wait_ready()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def mend(self) -> None:
        """Start what is not running, and wait until one node leads and all have its state."""
        for network in self.networks:
            network.mend()
        self.nats.mend()
        self.mend_processes()
        self.digests()

    def mend_processes(self) -> None:
        """Start the nodes and relays that are not running, and wait until a node leads."""
        for process in (*self.nodes, *self.relays):
            if process.process is None or process.process.poll() is not None:
                process.spawn()
        for process in (*self.nodes, *self.relays):
            process.signal(signal.SIGCONT)
            process.wait_live()
        self.leader()

    def leader(self, timeout: float = 60) -> int:
        """Which node leads and is ready; waits for one.

        Raises:
            RuntimeError: none in time.
        """
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            for number, node in enumerate(self.nodes):
                if (found := health(node)) and found["leads"] and found["ready"]:
                    return number
            time.sleep(0.02)
        raise RuntimeError(f"no node leads after {timeout} s")

    def journal_server(self) -> int:
        """Which server leads the stream of the journal; waits while there is none."""
        return asyncio.run(_leading_server(self.nats.servers))

    def digests(self, timeout: float = 60) -> list[tuple[int, str]]:
        """Last command and digest of every node, once all stand at the same command; the shard
        must be quiet.

        Raises:
            RuntimeError: not in time.
        """
        token, until = self.signer.token(), time.monotonic() + timeout
        while True:
            answers = [node.get("/v1/admin/digest", token) for node in self.nodes]
            found = [(answer["journal_seq"], answer["digest"]) for answer in answers]
            if len({seq for seq, _digest in found}) == 1:
                return found
            if time.monotonic() > until:
                raise RuntimeError(f"the nodes stand at different commands: {found}")
            time.sleep(0.1)


def health(node: LabProcess) -> dict[str, Any] | None:
    """What /health says, ready or not; None when nobody answers."""
    try:
        found: dict[str, Any] = node.get("/health", timeout=1)
    except urllib.error.HTTPError as error:
        with error:
            found = msgspec.json.decode(error.read())
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return None
    return found


async def _leading_server(servers: list[str]) -> int:
    names = Names(SHARD)
    connection = await Connection.open(Servers(servers), "lab")
    try:
        while True:
            with contextlib.suppress(NatsError, TimeoutError):
                found = await connection.streams.stream_info(names.journal)
                if found.cluster and found.cluster.leader:
                    return int(found.cluster.leader.removeprefix("n"))
            await asyncio.sleep(0.1)
    finally:
        await connection.close()
