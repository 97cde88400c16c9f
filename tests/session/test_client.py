"""The Python client against a running sidecar."""

import asyncio
import signal
from itertools import count

import pytest

from matching_sidecar.client import (
    Cancel,
    CancelRejectReport,
    Client,
    ConnectionClosed,
    ExecutionReport,
    New,
    Refused,
)
from matching_sidecar.market_data.messages import BookDelta, BookSnapshot, Trade
from tests.session.exchange import ROWS
from tools.lab.sidecar import LabSidecar

NORD, ALPS = "NORDGRAIN-01", "ALPINEFUEL-01"
NUMBERS = count(1)


def new_id() -> str:
    return f"c-{next(NUMBERS)}"


def connect(sidecar, account=NORD, on_message=None, **token):
    signed = sidecar.signer.token([account], ["view", "trade"], sub=account.lower(), **token)
    return Client.connect(sidecar.ws_url, signed, on_message=on_message)


def in_session(work, sidecar, account=NORD):
    """Run ``work(client)``."""

    async def run():
        async with await connect(sidecar, account) as client:
            async with asyncio.timeout(10):
                return await work(client)

    return asyncio.run(run())


def test_login_tells_who_one_is(sidecar):
    async def work(client):
        return client.session

    session = in_session(work, sidecar)

    assert (session.sub, session.accounts, session.permissions) == (
        "nordgrain-01",
        [NORD],
        ["trade", "view"],
    )


@pytest.mark.parametrize(
    ("claims", "reason"), [({"aud": "someone-else"}, "aud"), ({"exp": 1}, "expired")]
)
def test_a_bad_token_is_refused(sidecar, claims, reason):
    async def run():
        with pytest.raises(Refused, match=reason) as refusal:
            await connect(sidecar, **claims)
        return refusal.value.code

    assert asyncio.run(run()) == "UNAUTHENTICATED"


def test_nobody_there():
    with pytest.raises(ConnectionRefusedError):
        asyncio.run(Client.connect("ws://127.0.0.1:9/v1/ws", "token"))


def test_an_order_is_entered_replaced_and_cancelled(sidecar):
    async def work(client):
        first, second, third = new_id(), new_id(), new_id()
        return (
            await client.new(first, NORD, "CLF27", "buy", 5, 70.10, "gtc"),
            await client.replace(second, first, NORD, "CLF27", 7, 70.20),
            await client.cancel(third, second, NORD),
        )

    entered, replaced, canceled = in_session(work, sidecar)

    assert (entered.exec_type, entered.price, entered.time_in_force) == ("new", 70.10, "gtc")
    assert (replaced.exec_type, replaced.price, replaced.order_qty) == ("replaced", 70.20, 7)
    assert (canceled.exec_type, canceled.ord_status) == ("canceled", "canceled")
    assert entered.order_id == replaced.order_id == canceled.order_id


def test_without_a_price_it_is_a_market_order(sidecar):
    async def work(client):
        return await client.new(new_id(), NORD, "HGH27", "buy", 1)

    report = in_session(work, sidecar)

    assert (report.ord_type, report.exec_type, report.code) == (
        "market",
        "rejected",
        "NO_REFERENCE_PRICE",
    )


def test_a_refusal_names_code_and_field(sidecar):
    async def work(client):
        with pytest.raises(Refused) as refusal:
            await client.new(new_id(), NORD, "CLF27", "buy", 5, 70.105)
        return refusal.value

    refusal = in_session(work, sidecar)

    assert (refusal.code, refusal.field) == ("PRICE_INCREMENT", "price")


def test_another_firms_account_is_refused(sidecar):
    async def work(client):
        with pytest.raises(Refused) as refusal:
            await client.new(new_id(), ALPS, "CLF27", "buy", 5, 70.10)
        return refusal.value.code

    assert in_session(work, sidecar) == "UNKNOWN_ACCOUNT"


def test_a_cancel_of_nothing_is_rejected(sidecar):
    async def work(client):
        return await client.cancel(new_id(), "never-there", NORD)

    answer = in_session(work, sidecar)

    assert isinstance(answer, CancelRejectReport)
    assert answer.code == "UNKNOWN_ORDER"


def test_many_at_once_each_get_their_own_answer(sidecar):
    async def work(client):
        ids = [new_id() for _ in range(500)]
        reports = await asyncio.gather(
            *(client.new(i, NORD, "ZCH27", "buy", 1, 440.0 + n % 20 / 4) for n, i in enumerate(ids))
        )
        return ids, [report.cl_ord_id for report in reports]

    ids, answered = in_session(work, sidecar)

    assert answered == ids


def test_send_takes_more_than_a_frame_holds(sidecar):
    async def work(client):
        ids = [new_id() for _ in range(1_500)]
        client.send(*(New(i, NORD, "ZCH27", "buy", 1, price=430.0) for i in ids))
        found = [message.cl_ord_id async for message in first(client, len(ids))]
        client.send(*(Cancel(new_id(), i, NORD) for i in ids))
        await client.ping()
        return ids, found

    ids, found = in_session(work, sidecar)

    assert found == ids


async def first(messages, number):
    """So many of what comes."""
    left = number
    async for message in messages:
        if isinstance(message, ExecutionReport):
            yield message
            left -= 1
            if not left:
                return


def test_an_id_that_waits_is_not_sent_again(sidecar):
    async def work(client):
        cl_ord_id = new_id()
        message = New(cl_ord_id, NORD, "CLF27", "buy", 1, price=70.0)
        waiting = asyncio.create_task(client.request(message))
        await asyncio.sleep(0)
        with pytest.raises(ValueError, match=cl_ord_id):
            await client.request(message)
        original = await waiting
        return original, await client.request(message)  # now it is a repeat

    original, repeated = in_session(work, sidecar)

    assert repeated == original


def test_subscriptions_bring_books_trades_and_own_orders(sidecar):
    heard = []

    async def run():
        async with (
            asyncio.timeout(10),
            await connect(sidecar, NORD, heard.append) as nord,
            await connect(sidecar, ALPS) as alps,
        ):
            nord.subscribe("orders")
            nord.subscribe("book", ["CLF27"])
            nord.subscribe("trades", ["CLF27"])
            await nord.new(resting := new_id(), NORD, "CLF27", "sell", 3, 72.0)
            await alps.new(new_id(), ALPS, "CLF27", "buy", 2, 72.0, "ioc")
            while not any(isinstance(message, Trade) for message in heard):
                await nord.ping()
            nord.unsubscribe("trades", ["CLF27"])
            await nord.cancel(new_id(), resting, NORD)

    asyncio.run(run())

    fills = [m for m in heard if isinstance(m, ExecutionReport) and m.exec_type == "trade"]
    assert [(fill.liquidity, fill.last_qty, fill.account) for fill in fills] == [("maker", 2, NORD)]
    assert any(isinstance(message, BookSnapshot) for message in heard)
    assert any(isinstance(message, BookDelta) for message in heard)
    assert [(m.price, m.qty) for m in heard if isinstance(m, Trade)] == [(72.0, 2)]


def test_a_newer_token_renews_the_session(sidecar):
    async def work(client):
        before = client.session.exp
        await asyncio.sleep(1.1)
        after = await client.login(
            sidecar.signer.token([NORD], ["view", "trade"], sub=NORD.lower())
        )
        with pytest.raises(Refused, match="stays with who opened it"):
            await client.login(sidecar.signer.token([NORD], ["view"], sub="somebody-else"))
        return before, after.exp

    before, after = in_session(work, sidecar)

    assert after > before


def test_messages_nobody_reads_are_dropped_and_counted(sidecar, monkeypatch):
    monkeypatch.setattr("matching_sidecar.client.client.BACKLOG", 10)

    async def work(client):
        for _ in range(15):
            await client.ping()
        return client.missed

    assert in_session(work, sidecar) == 15 + 1 - 10  # with the answer to the login


def test_closing_ends_the_iteration(sidecar):
    async def run():
        client = await connect(sidecar)
        await client.close()
        return [type(message).__name__ async for message in client]

    assert asyncio.run(run()) == ["LoginOk"]


def test_a_closed_client_says_so(sidecar):
    async def run():
        client = await connect(sidecar)
        await client.close()
        with pytest.raises(ConnectionClosed):
            client.subscribe("orders")

    asyncio.run(run())


def test_the_sidecars_goodbye_reaches_whoever_waits(sidecar):
    async def run():
        short_lived = sidecar.signer.token([NORD], ["view"], seconds=1)
        client = await Client.connect(sidecar.ws_url, short_lived)
        async with asyncio.timeout(10):
            with pytest.raises(ConnectionClosed, match="4001 the token has expired"):
                async for _ in client:
                    pass
            with pytest.raises(ConnectionClosed, match="4001"):
                await client.ping()

    asyncio.run(run())


def test_whoever_waits_hears_of_a_lost_connection(tmp_path):
    async def run(lab):
        client = await connect(lab)
        lab.process.send_signal(signal.SIGSTOP)
        waiting = asyncio.create_task(client.new(new_id(), NORD, "CLF27", "buy", 1, 70.0))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        lab.kill()
        async with asyncio.timeout(10):
            with pytest.raises(ConnectionClosed, match="lost"):
                await waiting

    with LabSidecar(tmp_path, ROWS) as lab:
        asyncio.run(run(lab))
