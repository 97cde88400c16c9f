"""Odoo's side of the seam in small: three methods behind real XML-RPC and JSON-2 servers, with faults on order."""

from __future__ import annotations

import json
import re
import sys
import threading
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from typing import Any, Self
from xmlrpc.client import Fault
from xmlrpc.server import SimpleXMLRPCDispatcher, SimpleXMLRPCRequestHandler

import msgspec

from matching_sidecar.model.reference import ReferenceRow
from matching_sidecar.tests.desk import ROWS

DATABASE, LOGIN, KEY = "desk", "sidecar", "the-key"
WARNING, DENIED = 2, 3


class UserError(Exception):
    """What Odoo says no with."""


class Shard:
    """``brokersync.shard``: cursor, events, reference data.

    ``fault`` happens after the next ``apply_events``; while ``open`` is cleared no call comes back.
    """

    def __init__(self, rows: tuple[ReferenceRow, ...] = ROWS) -> None:
        self.last_seq = 0
        self.journal_id = ""
        self.events: list[dict[str, Any]] = []
        self.rows = [msgspec.to_builtins(row) for row in rows]
        self.version = 1
        self.calls: list[tuple[str, int]] = []
        self.fault: Callable[[], None] | None = None
        self.open = threading.Event()
        self.open.set()
        self.refusal = ""
        self.protocol = 1
        self.big_numbers = False

    def handshake(self, shard: str, protocol: int, journal_id: str, last_seq: int) -> Any:
        self.calls.append(("handshake", last_seq))
        self.open.wait()
        if self.refusal:
            raise UserError(self.refusal)
        self.journal_id = self.journal_id or journal_id
        assert (shard, protocol, journal_id) == ("main", 1, self.journal_id)
        return {"protocol": self.protocol, **self._standing()}

    def apply_events(self, shard: str, first_seq: int, events_json: str) -> Any:
        events = json.loads(events_json)
        self.calls.append(("apply_events", len(events)))
        self.open.wait()
        if first_seq > self.last_seq + 1:
            raise UserError(f"GAP have {self.last_seq} got {first_seq}")
        for seq, event in enumerate(events, int(first_seq)):
            assert event["seq"] == seq
            if seq > self.last_seq:
                self.events.append(event)
                self.last_seq = seq
        fault, self.fault = self.fault, None
        if fault is not None:
            fault()
        return self._standing() | {"quarantined": 0}

    def reference(self, shard: str, since: int) -> Any:
        self.calls.append(("reference", since))
        rows = [row for row in self.rows if row["version"] > since]
        return {"version": self.version, "rows": sorted(rows, key=lambda row: row["version"])}

    def change(self, row: dict[str, Any]) -> None:
        """A new version of a row."""
        self.rows.append(row | {"version": self.version + 1})
        self.version += 1

    def count(self, method: str) -> int:
        return sum(name == method for name, _ in self.calls)

    def _standing(self) -> dict[str, Any]:
        kind = float if self.big_numbers else int
        return {"last_seq": kind(self.last_seq), "reference_version": kind(self.version)}


class Handler(SimpleXMLRPCRequestHandler):
    """XML-RPC at ``/xmlrpc/2``, JSON-2 at ``/json/2``."""

    rpc_paths = ("/xmlrpc/2/common", "/xmlrpc/2/object")
    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:  # noqa: N802 - the library's name
        self.server.requests.append(self.path)
        if self.server.garbage:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.answer(502, b"<html>Bad gateway</html>")
        elif self.path.startswith("/json/2/"):
            self.json2()
        else:
            super().do_POST()

    def json2(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.headers["X-Odoo-Database"] == DATABASE
        if self.headers["Authorization"] != f"Bearer {self.server.key}":
            error = {"name": "werkzeug.exceptions.Unauthorized", "message": "Invalid apikey"}
            self.answer(401, json.dumps(error).encode())
            return
        method = re.fullmatch(r"/json/2/brokersync\.shard/(\w+)", self.path)
        assert method is not None
        try:
            status, found = 200, getattr(self.server.shard, method[1])(**body)
        except UserError as error:
            status, found = 422, {"name": "odoo.exceptions.UserError", "message": str(error)}
        except ZeroDivisionError as error:
            status, found = 500, {"name": "builtins.ZeroDivisionError", "message": str(error)}
        self.answer(status, json.dumps(found).encode())

    def answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


class Server(ThreadingHTTPServer, SimpleXMLRPCDispatcher):
    """Both protocols on one port; ``requests`` remembers the paths asked for."""

    daemon_threads = True
    logRequests = False  # noqa: N815 - the library's name
    _send_traceback_header = False

    def __init__(self, shard: Shard, port: int) -> None:
        SimpleXMLRPCDispatcher.__init__(self, allow_none=True)
        ThreadingHTTPServer.__init__(self, ("127.0.0.1", port), Handler)
        self.shard = shard
        self.key = KEY
        self.garbage = False
        self.requests: list[str] = []
        self.connections: list[Any] = []

    def get_request(self) -> Any:
        found = super().get_request()
        self.connections.append(found[0])
        return found

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Lost connections are what these tests are about."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)

    def _dispatch(self, method: str, params: Any) -> Any:
        if method == "authenticate":
            return 7 if params[:3] == (DATABASE, LOGIN, self.key) else False
        database, uid, key, model, name, positional, named = params
        assert (method, database, uid, model) == ("execute_kw", DATABASE, 7, "brokersync.shard")
        if key != self.key:
            raise Fault(DENIED, "Access Denied")
        try:
            return getattr(self.shard, name)(*positional, **named)
        except UserError as error:
            raise Fault(WARNING, str(error)) from None
        except ZeroDivisionError as error:
            raise Fault(
                1, f"Traceback (most recent call last):\n  …\nValueError: {error}"
            ) from None


class FakeOdoo:
    """``with FakeOdoo() as odoo``: serving; ``stop`` and ``start`` as an operator would."""

    def __init__(self, shard: Shard | None = None) -> None:
        self.shard = shard or Shard()
        self.port = 0
        self.server: Server
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.server = Server(self.shard, self.port)
        self.port = self.server.server_address[1]
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self._thread.start()

    def stop(self) -> None:
        """Everything is gone at once: also open connections."""
        if self._thread is not None:
            self.server.shutdown()
            self.server.server_close()
            self.drop()
            self._thread.join()
            self._thread = None

    def drop(self) -> None:
        """Cut every connection, whatever is on its way."""
        for connection in self.server.connections:
            try:
                connection.shutdown(2)
            except OSError:
                continue
        self.server.connections.clear()
