"""Both sides of the seam of a running stack, and whether they agree."""

from __future__ import annotations

import json
import os
import signal
import time
import urllib.error
import urllib.request
import xmlrpc.client
from typing import Any

from tools.lab.keys import Signer
from tools.secret_files import token_key
from tools.service import Service
from tools.settings import Settings


class Odoo:
    """Calls over XML-RPC as one user."""

    def __init__(self, stack: Settings, login: str = "admin") -> None:
        self._database, self._password = stack.database, login
        common = xmlrpc.client.ServerProxy(f"{stack.odoo_url}/xmlrpc/2/common")
        self.uid = common.authenticate(stack.database, login, login, {})
        assert self.uid, f"{login} cannot log in"
        self._models = xmlrpc.client.ServerProxy(
            f"{stack.odoo_url}/xmlrpc/2/object", allow_none=True
        )

    def __call__(self, model: str, method: str, *args: Any, **options: Any) -> Any:
        return self._models.execute_kw(
            self._database, self.uid, self._password, model, method, args, options
        )


class Seam:
    """A stack: what the sidecar has, what Odoo has."""

    def __init__(self, stack: Settings) -> None:
        self.stack = stack
        self.signer = Signer(token_key(stack))
        self.ws_url = stack.sidecar_ws_url

    def health(self) -> dict[str, Any]:
        """The sidecar's own view; {} while it does not answer."""
        try:
            with urllib.request.urlopen(f"{self.stack.sidecar_url}/health", timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            return json.load(error)
        except (OSError, ValueError):
            return {}

    def wait_until_in_step(self, seconds: float = 120) -> int:
        """Wait until Odoo has applied everything; gives the number of the last event."""

        def in_step() -> bool:
            health = self.health()
            return bool(health) and health["odoo"]["applied_seq"] == health["last_seq"]

        wait(in_step, seconds)
        return int(self.health()["last_seq"])

    def assert_everything_arrived_once(self) -> int:
        """Every event of the sidecar is one execution in Odoo; positions sum to zero."""
        last = self.wait_until_in_step()
        odoo = Odoo(self.stack)
        found = odoo("brokersync.execution", "search_read", [["seq", ">", 0]], ["seq"])
        quarantined = odoo("brokersync.quarantine", "search_read", [], ["seq", "error"])
        assert not quarantined, quarantined
        assert sorted(row["seq"] for row in found) == list(range(1, last + 1))
        sums: dict[int, int] = {}
        rows = odoo("brokersync.position", "search_read", [], ["instrument_id", "net_qty"])
        for row in rows:
            instrument = row["instrument_id"][0]
            sums[instrument] = sums.get(instrument, 0) + row["net_qty"]
        assert not any(sums.values())
        return last


def wait(condition, seconds: float = 60) -> None:
    """Wait until something holds."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"it did not happen in {seconds} s"
        time.sleep(0.05)


def kill(service: Service) -> None:
    """SIGKILL, as a crash would."""
    pid = service.pid()
    assert pid, f"{service.name} does not run"
    os.kill(pid, signal.SIGKILL)
    service.stop()  # reaps it and removes its pid file
