"""Orders with terms, groups, mass cancels, MessagePack and book copies of the Python client."""

import asyncio
from itertools import count

import pytest

from matching_sidecar.client import BookCopy, Client, ExecutionReport, GroupOrder, Refused
from matching_sidecar.market_data.messages import BookDelta, BookSnapshot

NORD, ALPS = "NORD-01", "ALPS-01"
NUMBERS = count(1)
PACKED = pytest.mark.parametrize("packed", [False, True], ids=["json", "msgpack"])


def new_id() -> str:
    return f"f-{next(NUMBERS)}"


def in_session(work, sidecar, account=NORD, **options):
    """Run ``work(client)``."""

    async def run():
        token = sidecar.signer.token(accounts=[account], sub=account.lower())
        url = f"ws://127.0.0.1:{sidecar.ws_port}/v1/ws"
        async with await Client.connect(url, token, **options) as client, asyncio.timeout(60):
            return await work(client)

    return asyncio.run(run())


@PACKED
def test_orders_with_terms(shared, packed):
    async def work(client):
        entered = await client.new(
            first := new_id(),
            NORD,
            "CLF27",
            "sell",
            5,
            ord_type="stop",
            stop_px=60.0,
            trigger="mid",
        )
        replaced = await client.replace(new_id(), first, NORD, "CLF27", 4, stop_px=59.5)
        ended = await client.mass_cancel(account=NORD, side="sell")
        return entered, replaced, ended

    entered, replaced, ended = in_session(work, shared, packed=packed)

    assert (entered.ord_type, entered.stop_px, entered.trigger) == ("stop", 60.0, "mid")
    assert (replaced.order_qty, replaced.stop_px) == (4, 59.5)
    assert ended == 1


@PACKED
def test_groups(shared, packed):
    async def work(client):
        orders = [
            GroupOrder(new_id(), "CLF27", "sell", 5, price=72.0),
            GroupOrder(new_id(), "CLF27", "sell", 5, "stop", stop_px=60.0),
        ]
        report = await client.group("L1", NORD, "oco", orders)
        ended = await client.mass_cancel()
        orders[1].stop_px = 60.005
        with pytest.raises(Refused) as refusal:
            await client.group("L2", NORD, "oco", orders)
        return report, ended, refusal.value

    report, ended, refusal = in_session(work, shared, packed=packed)

    assert (report.exec_type, report.list_id, ended) == ("new", "L1", 2)
    assert (refusal.code, refusal.field) == ("PRICE_INCREMENT", "stop_px")


def test_a_refused_mass_cancel(shared):
    async def work(client):
        with pytest.raises(Refused) as refusal:
            await client.mass_cancel(account=ALPS)
        return refusal.value.code

    assert in_session(work, shared) == "UNKNOWN_ACCOUNT"


EVERYTHING = {
    "BookSnapshot", "BookDelta", "OrdersSnapshot", "OrdersDelta", "Quote", "Statistics", "Phase",
    "Bars", "ExecutionReport", "Pong", "LoginOk",
}  # fmt: skip


@PACKED
def test_everything_comes_in_either_form(shared, packed):
    heard = []

    async def work(client):
        for channel in ("book", "l3", "quotes", "statistics", "phases", "trades", "bars"):
            client.subscribe(channel, ["CLF27"])
        client.subscribe("orders")
        await client.ping()
        await client.new(resting := new_id(), NORD, "CLF27", "buy", 5, 65.0)
        await client.cancel(new_id(), resting, NORD)
        async with asyncio.timeout(60):  # bars are read from the log in their own time
            while not {type(message).__name__ for message in heard} >= EVERYTHING:
                await client.ping()

    in_session(work, shared, packed=packed, on_message=heard.append)

    assert any(getattr(message, "exec_type", "") == "canceled" for message in heard)


@PACKED
@pytest.mark.parametrize("depth", [None, 5])
def test_a_followed_book_is_the_sidecars(shared, packed, depth):
    async def work(client):
        copy = client.follow_book("NGF27", depth)
        ids = [new_id() for _ in range(12)]
        for number, cl_ord_id in enumerate(ids):
            await client.new(cl_ord_id, NORD, "NGF27", "buy", number + 1, 3.0 + number / 1000)
        for cl_ord_id in ids[::-2]:
            await client.cancel(new_id(), cl_ord_id, NORD)
        await client.ping()
        await asyncio.sleep(0.01)
        found = copy.bids, copy.asks, copy.current, copy.resyncs
        client.unsubscribe("book", ["NGF27"])
        book = await asyncio.to_thread(
            shared.request, "GET", f"/v1/instruments/NGF27/book?depth={depth or 100}"
        )
        await client.mass_cancel()
        return found, book.json()

    (bids, asks, current, resyncs), book = in_session(work, shared, packed=packed)

    assert (current, resyncs, len(bids)) == (True, 0, 5 if depth else 6)
    assert [list(level) for level in bids] == book["bids"]
    assert [list(level) for level in asks] == book["asks"] == []


def deltas(number: int) -> list[BookSnapshot | BookDelta]:
    """A snapshot and what follows, as a sidecar says it."""
    from matching_sidecar.market_data.ladder import Ladder

    ladder = Ladder(1, 100, [(7000, 5, 1)])
    messages: list[BookSnapshot | BookDelta] = [
        BookSnapshot("X", 3, 0, 1, 100, ladder.bids.top(0), [], ladder.checksum())
    ]
    for seq in range(4, 4 + number):
        level = ladder.set(True, 6990 + seq, seq, 1)
        messages.append(BookDelta("X", seq, seq - 1, 0, [level], [], ladder.checksum()))
    return messages


def test_a_copy_takes_what_is_in_order():
    copy = BookCopy("X")
    assert all(map(copy.take, deltas(5)))
    assert (copy.current, copy.seq, copy.bids[0]) == (True, 8, (70.0, 5, 1))


def test_a_copy_notices_a_lost_delta():
    copy = BookCopy("X")
    messages = deltas(5)
    del messages[3]
    assert [copy.take(message) for message in messages] == [True, True, True, False, True]
    assert (copy.current, copy.resyncs) == (False, 1)
    assert copy.take(deltas(0)[0])
    assert copy.current


def test_a_copy_notices_reordered_deltas():
    copy = BookCopy("X")
    messages = deltas(5)
    messages[2], messages[3] = messages[3], messages[2]
    assert False in [copy.take(message) for message in messages]
    assert not copy.current


def test_a_copy_notices_a_wrong_checksum():
    copy = BookCopy("X")
    messages = deltas(3)
    messages[2].checksum ^= 1
    assert [copy.take(message) for message in messages] == [True, True, False, True]
    assert not copy.current


def test_a_copy_leaves_what_is_older_aside():
    copy = BookCopy("X")
    messages = deltas(4)
    assert all(map(copy.take, messages))
    assert copy.take(messages[1])
    assert copy.seq == 7


def test_a_wrong_checksum_makes_the_client_subscribe_again(shared):
    async def work(client):
        copy = client.follow_book("CLF27")
        await client.new(first := new_id(), NORD, "CLF27", "buy", 5, 64.0)
        await client.ping()
        copy._ladder.set(True, 6300, 9, 1)  # as if a message had been lost
        await client.new(second := new_id(), NORD, "CLF27", "buy", 5, 63.5)
        while copy.resyncs == 0 or not copy.current:
            await client.ping()
        found = copy.bids
        for cl_ord_id in (first, second):
            await client.cancel(new_id(), cl_ord_id, NORD)
        return found

    assert in_session(work, shared) == [(64.0, 5, 1), (63.5, 5, 1)]


def test_cancel_on_disconnect_is_asked_for_at_every_login(shared):
    async def work(client):
        await client.login(shared.signer.token(accounts=[NORD], sub=NORD.lower()))
        return await client.new(new_id(), NORD, "CLF27", "buy", 1, 61.0)

    report = in_session(work, shared, cancel_on_disconnect=0.0)
    assert isinstance(report, ExecutionReport)
    # The session is gone, and its order with it; that takes a moment.
    for _ in range(500):
        open_orders = shared.request("GET", "/v1/orders?account=NORD-01&symbol=CLF27").json()
        if not open_orders:
            return
        asyncio.run(asyncio.sleep(0.01))
    pytest.fail(f"still open: {open_orders}")
