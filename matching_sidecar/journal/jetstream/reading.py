"""Reading a stream by number. Any server answers, also while the stream has no leader."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import msgspec

from .connection import REQUEST_SECONDS, Connection

_ENCODE: Final = msgspec.json.Encoder().encode


class Message(NamedTuple):
    """A message and its number in the stream."""

    seq: int
    data: bytes


async def read(connection: Connection, stream: str, question: dict[str, Any]) -> list[Message]:
    """What a server has of a stream, as JetStream's batched direct get answers ``question``.

    Raises:
        TimeoutError, NatsError: no answer.
    """
    client = connection.client
    inbox = client.new_inbox()
    answers = await client.subscribe(inbox)
    try:
        await client.publish(f"$JS.API.DIRECT.GET.{stream}", _ENCODE(question), reply=inbox)
        found: list[Message] = []
        while True:
            message = await answers.next_msg(REQUEST_SECONDS)
            headers = message.headers or {}
            if "Nats-Sequence" not in headers:
                return found
            found.append(Message(int(headers["Nats-Sequence"]), message.data))
    finally:
        await answers.unsubscribe()
