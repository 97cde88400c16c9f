"""A network that can be cut: connections stay open, nothing comes through until it is mended."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from functools import partial
from types import TracebackType
from typing import Self

from tools.lab.ports import free_port

CHUNK = 1 << 16


class Network:
    """The way from one process to some ports on loopback; use as a context manager.

    ``ports`` are the near ends, in the order of the far ends. What is on its way when it is cut
    arrives when it is mended.
    """

    def __init__(self, far: Sequence[int]) -> None:
        self.ports = [free_port() for _ in far]
        self._far = list(far)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._whole = asyncio.Event()
        self._servers: list[asyncio.Server] = []

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(10)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def cut(self) -> None:
        """Let nothing through."""
        self._loop.call_soon_threadsafe(self._whole.clear)

    def mend(self) -> None:
        """Let everything through."""
        self._loop.call_soon_threadsafe(self._whole.set)

    async def _open(self) -> None:
        self._whole.set()
        for near, far in zip(self.ports, self._far, strict=True):
            server = await asyncio.start_server(partial(self._connect, far), "127.0.0.1", near)
            self._servers.append(server)

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _connect(
        self, far: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            await self._whole.wait()
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", far)
            try:
                await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))
            finally:
                far_writer.close()
        except OSError:
            return
        finally:
            writer.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(CHUNK):
                await self._whole.wait()
                writer.write(data)
                await writer.drain()
        finally:
            writer.close()
