"""A whole sidecar in a thread, on ports of its own, and clients that talk to it over real sockets."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections import deque
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from itertools import count
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import httpx
import msgspec
import uvloop
from joserfc import jwt
from joserfc.jwk import OKPKey
from websockets.sync.client import ClientConnection, connect

from matching_sidecar.app import Sidecar
from matching_sidecar.config import Config, NatsConfig, OdooConfig, SidecarConfig
from matching_sidecar.model.reference import ReferenceRow
from matching_sidecar.tests.desk import ROWS

START_SECONDS = 60
ANSWER_SECONDS = 30


class Signer:
    """Odoo's side of the tokens."""

    def __init__(self) -> None:
        self.key = OKPKey.generate_key("Ed25519")

    @property
    def public_pem(self) -> bytes:
        return self.key.as_pem(private=False)

    def claims(self, **changed: Any) -> dict[str, Any]:
        now = int(time.time())
        claims = {
            "iss": "brokersync-odoo",
            "aud": "matching-sidecar",
            "sub": "ann@nord.example",
            "iat": now,
            "exp": now + 600,
            "jti": uuid4().hex,
            "firm": "NORD",
            "trader": "NORD-T1",
            "accounts": ["NORD-01", "NORD-02"],
            "permissions": ["view", "trade"],
        } | changed
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, **changed: Any) -> str:
        """A token; a claim given as None is left out."""
        return jwt.encode({"alg": "Ed25519"}, self.claims(**changed), self.key, ["Ed25519"])

    def staff(self, **changed: Any) -> str:
        return self.token(
            **{
                "sub": "desk@house.example",
                "firm": "",
                "trader": "",
                "accounts": ["*"],
                "permissions": ["view", "trade", "admin"],
            }
            | changed
        )


class Running:
    """``with Running(folder) as sidecar``: serving until the end of the block."""

    def __init__(
        self,
        folder: Path,
        rows: Sequence[ReferenceRow] = ROWS,
        odoo: OdooConfig | None = None,
        signer: Signer | None = None,
        nats: NatsConfig | None = None,
        **settings: Any,
    ) -> None:
        self.signer = signer or Signer()
        key = folder / "token.pub.pem"
        key.write_bytes(self.signer.public_pem)
        reference = folder / "reference.json"
        reference.write_bytes(msgspec.json.encode({"version": 1, "rows": list(rows)}))
        self.config = Config(
            SidecarConfig(
                data_dir=folder / "shard",
                token_public_key_file=key,
                port=0,
                ws_port=0,
                reference_file="" if odoo else str(reference),
                **{"durability": "process"} | settings,
            ),
            odoo or OdooConfig(enabled=False),
            nats or NatsConfig(),
        )
        self.app: Sidecar
        self._ids = count(1)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._up = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._up.wait(START_SECONDS), "the sidecar did not start"
        if self._failure is not None:
            raise self._failure
        port, self.ws_port = self.app.ports
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=ANSWER_SECONDS)
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()
        self.run(self.app.stopping.set)
        self._thread.join(START_SECONDS)
        assert not self._thread.is_alive(), "the sidecar did not stop"

    def run(self, function: Any, *arguments: Any) -> Any:
        """Call something in the sidecar's own thread; gives what it gives."""

        async def call() -> Any:
            return function(*arguments)

        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(call(), self._loop).result(ANSWER_SECONDS)

    def next_id(self) -> str:
        return f"id-{next(self._ids)}"

    @property
    def stored(self) -> tuple[int, int]:
        """Last command in the journal, last event."""
        return self.app.shard.last_seq, self.app.shard.event_log.last_seq

    def request(
        self, method: str, path: str, body: Any = None, token: str | None = None, **options: Any
    ) -> httpx.Response:
        """A REST request; ``body`` as JSON, or raw bytes; ``token`` "" for none."""
        token = self.signer.token() if token is None else token
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= options.pop("headers", {})
        if body is not None:
            options["content"] = body if isinstance(body, bytes) else json.dumps(body)
        return self.http.request(method, path, headers=headers, **options)

    def order(self, **changed: Any) -> dict[str, Any]:
        """A good order as REST wants it."""
        return {
            "cl_ord_id": self.next_id(),
            "account": "NORD-01",
            "symbol": "CLF27",
            "side": "buy",
            "ord_type": "limit",
            "order_qty": 5,
            "price": 70.25,
            "time_in_force": "day",
        } | changed

    def connect(self, **options: Any) -> Socket:
        """A WebSocket that has not logged in."""
        return self.connect_to("/v1/ws", **options)

    def connect_to(self, path: str, **options: Any) -> Socket:
        return Socket(connect(f"ws://127.0.0.1:{self.ws_port}{path}", max_size=None, **options))

    def login(self, token: str | None = None, **options: Any) -> Socket:
        """A WebSocket that has."""
        socket = self.connect(**options)
        socket.send({"op": "login", "token": token or self.signer.token()})
        socket.expect("login_ok")
        return socket

    def _serve(self) -> None:
        try:
            uvloop.run(self._main())
        except BaseException as error:  # noqa: BLE001 - handed to the test
            self._failure = error
            self._up.set()

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        shared = self.config.sidecar.journal == "nats"
        self.app = await Sidecar.join(self.config) if shared else Sidecar.open(self.config)
        try:
            await self.app.start()
            self._up.set()
            await self.app.stopping.wait()
        finally:
            await self.app.stop()


class Socket:
    """A WebSocket client that hands out messages one by one."""

    def __init__(self, opening: AbstractContextManager[ClientConnection]) -> None:
        self._exit = ExitStack()
        self.connection = self._exit.enter_context(opening)
        self._messages: deque[dict[str, Any]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._exit.close()

    def send(self, message: Any) -> None:
        """Send a message, a list of them, or raw text or bytes."""
        raw = isinstance(message, str | bytes)
        self.connection.send(message if raw else json.dumps(message))

    def receive(self, timeout: float = ANSWER_SECONDS) -> dict[str, Any]:
        """The next message."""
        while not self._messages:
            self._messages.extend(json.loads(self.connection.recv(timeout)))
        return self._messages.popleft()

    def expect(self, kind: str) -> dict[str, Any]:
        """The next message, which must be of a type."""
        found = self.receive()
        assert found["type"] == kind, found
        return found

    def ask(self, **message: Any) -> dict[str, Any]:
        """Send a message and give the next one that comes."""
        self.send(message)
        return self.receive()

    def sync(self) -> list[dict[str, Any]]:
        """Everything that comes until all that was sent has had its effect."""
        found: list[dict[str, Any]] = []
        # A pong does not wait for a commit: the second ping is read after it.
        for _ in range(2):
            self.send({"op": "ping", "id": (mark := uuid4().hex)})
            found += iter(self.receive, {"type": "pong", "id": mark})
        return found
