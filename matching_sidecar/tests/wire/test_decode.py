"""Decoding: whatever comes, the answer is a message or a refusal in words."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching_sidecar.wire.decode import decode_body, decode_frame
from matching_sidecar.wire.diagnose import BadEncoding
from matching_sidecar.wire.errors import EdgeError, excerpt
from matching_sidecar.wire.messages import Cancel, NewFields, Ping, PlainNew, Subscribe

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["op", "cl_ord_id", "account", "symbol", "side", "order_qty", "price", "symbols", "id", "token"]
)
ALMOST = st.dictionaries(FIELDS, VALUES | st.sampled_from(["new", "cancel", "ping", "buy", 5, 1.5]))


def decoded(payload: bytes) -> object:
    """What came out; a refusal must have words and a status."""
    try:
        return decode_frame(payload)
    except EdgeError as error:
        found = error
    assert 0 < len(found.text) < 300
    assert found.status == 400
    msgspec.json.encode([found.text, found.field, found.cl_ord_id])
    return found


@given(st.binary())
def test_any_bytes(payload):
    decoded(payload)


@given(VALUES | ALMOST | st.lists(ALMOST))
def test_any_json(value):
    decoded(json.dumps(value).encode("utf-8", "surrogatepass"))


@given(st.text())
def test_any_text_as_an_id(text):
    message = {"op": "cancel", "cl_ord_id": text, "orig_cl_ord_id": "o", "account": "a"}
    found = decoded(json.dumps(message).encode("utf-8", "surrogatepass"))
    if 1 <= len(text) <= 36 and text.isprintable():
        assert isinstance(found, Cancel)
        assert found.cl_ord_id == text
    elif not 1 <= len(text) <= 36:
        assert isinstance(found, EdgeError)
        assert found.field == "cl_ord_id"


def test_single_message_and_list():
    ping = b'{"op": "ping", "id": "a"}'
    assert decode_frame(ping) == Ping("a")
    assert decode_frame(b"[" + ping + b"," + ping + b"]") == [Ping("a"), Ping("a")]
    assert decode_frame(b"[]") == []


def test_colons_in_text_are_not_names():
    payload = b'{"op":"subscribe","channel":"book","symbols":["a:b","\\":c:"]}'
    assert decode_frame(payload) == Subscribe("book", ["a:b", '":c:'])


@pytest.mark.parametrize(
    "payload",
    [
        b'{"op":"ping","id":1,"id":2}',
        b'{"op":"ping","id" : 1, "id" :2}',
        b'{"op":"ping","op":"ping","id":1}',
        b'[{"op":"ping","id":1},{"op":"ping","id":1,"id":1}]',
        b'{"op":"subscribe","channel":"book","channel":"book","symbols":["a:b"]}',
        b'{"op":"ping","\\u0069d":1,"id":2}',
    ],
)
def test_a_name_twice_is_refused(payload):
    error = decoded(payload)
    assert isinstance(error, EdgeError)
    assert "is given twice" in error.text


def test_left_out_fields_are_not_duplicates():
    order = {"cl_ord_id": "a", "account": "b", "symbol": "c", "side": "buy", "order_qty": 1}
    for more in ({}, {"price": None}, {"price": 1, "ord_type": "limit"}, {"time_in_force": "ioc"}):
        assert isinstance(decode_frame(json.dumps({"op": "new"} | order | more).encode()), PlainNew)


def test_encoding_is_told_apart():
    with pytest.raises(BadEncoding):
        decode_frame(b'{"op": "ping", "id": "\xc3\x28"}')


def test_body():
    decoder = msgspec.json.Decoder(NewFields)
    with pytest.raises(EdgeError, match="symbol is given twice"):
        decode_body(
            decoder,
            b'{"cl_ord_id":"a","account":"b","symbol":"c","symbol":"d","side":"buy","order_qty":1}',
        )
    with pytest.raises(EdgeError, match="side is required: buy or sell"):
        decode_body(decoder, b'{"cl_ord_id":"a","account":"b","symbol":"c","order_qty":1}')


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", '"a"'),
        (float("nan"), "null"),
        ("x" * 100, '"' + "x" * 56 + "..."),
        ("\ud800", "'\\ud800'"),
        (object, "<class 'object'>"),
    ],
)
def test_excerpts_are_short_and_safe(value, text):
    assert excerpt(value) == text
