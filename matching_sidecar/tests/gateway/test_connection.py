"""How a session's messages become frames."""

from types import SimpleNamespace

import msgspec
import pytest

from matching_sidecar.gateway.connection import Connection
from matching_sidecar.journal.revocations import Scope
from matching_sidecar.wire.messages import MAX_BATCH


class Recorded(Connection):
    sub = "ann"

    def belongs_to(self, scope: Scope, code: str) -> bool:
        return False

    def receive(self, payload: bytes) -> None:
        """Nothing is received here."""


class Line:
    """Keeps what it is given to send."""

    def __init__(self, *, binary: bool) -> None:
        self.binary, self.closing, self.frames = binary, False, []

    def send(self, frame: bytes) -> None:
        self.frames.append(frame)


@pytest.fixture(params=[False, True], ids=["json", "msgpack"])
def line(request) -> Line:
    return Line(binary=request.param)


@pytest.fixture
def connection(line) -> Recorded:
    return Recorded(SimpleNamespace(sessions=set(), mark=lambda _session: None), line)


def decoded(line: Line) -> list[list[int]]:
    decode = msgspec.msgpack.decode if line.binary else msgspec.json.decode
    return [decode(frame) for frame in line.frames]


def post(connection: Recorded, numbers: range) -> None:
    encode = msgspec.msgpack.encode if connection.binary else msgspec.json.encode
    for number in numbers:
        connection.post(encode(number))


def test_what_gathers_goes_in_one_frame(connection, line):
    post(connection, range(3))
    connection.flush()
    connection.flush()
    assert decoded(line) == [[0, 1, 2]]


def test_a_frame_holds_no_more_than_a_client_takes(connection, line):
    post(connection, range(2 * MAX_BATCH + 1))
    connection.flush()
    assert [len(frame) for frame in decoded(line)] == [MAX_BATCH, MAX_BATCH, 1]
    assert [number for frame in decoded(line) for number in frame] == list(range(2 * MAX_BATCH + 1))


def test_nothing_follows_a_goodbye(connection, line):
    post(connection, range(2))
    line.closing = True
    connection.flush()
    assert line.frames == []
