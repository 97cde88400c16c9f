"""A whole stack for tests: own home, ports and database; programs and template are shared."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tools import installation, ports, stack
from tools.errors import Problem
from tools.odoo import data_keys, database
from tools.postgres import server as postgres
from tools.settings import Settings
from tools.sidecar import server as sidecar


@contextmanager
def private_stack(base: Settings, home: Path, name: str = "e2e") -> Iterator[Settings]:
    """Settings of a stack that runs while the block does and leaves nothing behind."""
    if not installation.is_installed(base):
        raise Problem("nothing is installed to test with", "Run: ./brokersync test e2e")
    odoo_port, sidecar_port, sidecar_ws_port = ports.pick(3)
    own = replace(
        base,
        home=home,
        database=f"{base.database}_{name}_{os.getpid()}",
        template_prefix=base.database,
        odoo_port=odoo_port,
        sidecar_port=sidecar_port,
        sidecar_ws_port=sidecar_ws_port,
    )
    started_server = not installation.server_running(base)
    if started_server:
        postgres.start(base, attached=True)
    try:
        sidecar.ensure_token_keys(own)
        data_keys.ensure(own)
        stack.start(own, attached=True)
        yield own
    finally:
        stack.stop(own)
        database.drop(own)
        if started_server and (server := postgres.service(base)):
            server.stop()
