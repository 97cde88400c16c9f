"""How many events Odoo applies in a second: a real Odoo, its own database, the sidecar's own
client."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from matching_sidecar.config import OdooConfig
from matching_sidecar.engine.engine import Engine
from matching_sidecar.model.commands import UpdateReference
from matching_sidecar.model.events import Event
from matching_sidecar.model.reference import AccountRow, FirmRow, InstrumentRow, ReferenceRow
from matching_sidecar.odoo_link.client import Client, Transport
from matching_sidecar.odoo_link.connect import connect
from matching_sidecar.wire.reports import encode_batch
from tools import secret_files, settings
from tools.bench.figures import Figure
from tools.bench.workload import commands
from tools.settings import Settings
from tools.sidecar import server as sidecar
from tools.testing.private_stack import private_stack

BATCH = 1_000
SYMBOL = "CLF27"
ACCOUNTS = ("HOUSE-MM1", "HOUSE-MM2", "HOUSE-MM3")
PROTOCOLS: tuple[Literal["xmlrpc", "json2"], ...] = ("xmlrpc", "json2")


def measure(folder: Path, events: int) -> list[Figure]:
    """The benchmark's order flow as events of the demo's accounts, in batches of 1,000."""
    found = []
    with private_stack(settings.load(), folder / "odoo", "bench") as stack:
        sidecar.service(stack).stop()
        for protocol in PROTOCOLS:
            client = Client(_transport(stack, protocol), f"bench-{protocol}")
            client.handshake(uuid.uuid4().hex, 0)
            batches = list(_batches(_flow(events, f"{protocol}-{time.time_ns():x}-")))
            client.apply_events(*batches[0])  # the first batch warms Odoo's caches
            started, quarantined = time.perf_counter(), 0
            for first, content in batches[1:]:
                quarantined += client.apply_events(first, content).quarantined
            seconds = time.perf_counter() - started
            client.close()
            if quarantined:
                raise AssertionError(f"{quarantined} events went to the quarantine")
            found.append(
                Figure(
                    name=f"events applied in Odoo, {protocol}",
                    value=(len(batches) - 1) * BATCH / seconds,
                    unit="events/s",
                    goal=5_000,
                    better="higher",
                )
            )
    return found


def _flow(events: int, prefix: str) -> list[Event]:
    """What an engine makes of the benchmark's orders, with accounts and an instrument Odoo
    knows."""
    rows: list[ReferenceRow] = [
        FirmRow("HOUSE", 1),
        *(AccountRow(code, 1, "HOUSE") for code in ACCOUNTS),
        InstrumentRow(SYMBOL, 1, "CL", 1, 100),
    ]
    engine, found = Engine(), []
    engine.apply(UpdateReference(0, rows), found)
    now = time.time_ns()
    for command in commands(events, accounts=ACCOUNTS, symbol=SYMBOL, prefix=prefix):
        command.ts += now
        engine.apply(command, found)
    return found[:events]


def _transport(stack: Settings, protocol: Literal["xmlrpc", "json2"]) -> Transport:
    return connect(
        OdooConfig(
            url=stack.odoo_url,
            database=stack.database,
            login=secret_files.sidecar_login(stack).read_text(),
            api_key_file=str(secret_files.sidecar_api_key(stack)),
            protocol=protocol,
        )
    )


def _batches(events: list[Event]) -> Iterator[tuple[int, str]]:
    for start in range(0, len(events), BATCH):
        batch = events[start : start + BATCH]
        yield batch[0].seq, encode_batch(batch)
