"""The Python client against a running sidecar."""

import asyncio
import time
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

NORD, ALPS = "NORD-01", "ALPS-01"
NUMBERS = count(1)


def new_id() -> str:
    return f"c-{next(NUMBERS)}"


def connect(sidecar, account=NORD, on_message=None, **token):
    signed = sidecar.signer.token(accounts=[account], sub=account.lower(), **token)
    return Client.connect(url(sidecar), signed, on_message=on_message)


def url(sidecar) -> str:
    return f"ws://127.0.0.1:{sidecar.ws_port}/v1/ws"


def in_session(work, sidecar, account=NORD):
    """Run ``work(client)``."""

    async def run():
        async with await connect(sidecar, account) as client:
            async with asyncio.timeout(60):
                return await work(client)

    return asyncio.run(run())


def test_login_tells_who_one_is(shared):
    async def work(client):
        return client.session

    session = in_session(work, shared)

    assert (session.sub, session.accounts, session.permissions) == (
        "nord-01",
        [NORD],
        ["trade", "view"],
    )


@pytest.mark.parametrize(
    ("claims", "reason"), [({"aud": "someone-else"}, "aud"), ({"exp": 1}, "expired")]
)
def test_a_bad_token_is_refused(shared, claims, reason):
    async def run():
        with pytest.raises(Refused, match=reason) as refusal:
            await connect(shared, **claims)
        return refusal.value.code

    assert asyncio.run(run()) == "UNAUTHENTICATED"


def test_nobody_there():
    with pytest.raises(ConnectionRefusedError):
        asyncio.run(Client.connect("ws://127.0.0.1:9/v1/ws", "token"))


def test_a_wrong_path_opens_no_session(shared):
    with pytest.raises(ConnectionClosed, match="opens no session"):
        asyncio.run(Client.connect(url(shared).replace("/v1/ws", "/elsewhere"), "token"))


def test_an_order_is_entered_replaced_and_cancelled(shared):
    async def work(client):
        first, second, third = new_id(), new_id(), new_id()
        return (
            await client.new(first, NORD, "CLF27", "buy", 5, 70.10, "gtc"),
            await client.replace(second, first, NORD, "CLF27", 7, 70.20),
            await client.cancel(third, second, NORD),
        )

    entered, replaced, canceled = in_session(work, shared)

    assert (entered.exec_type, entered.price, entered.time_in_force) == ("new", 70.10, "gtc")
    assert (replaced.exec_type, replaced.price, replaced.order_qty) == ("replaced", 70.20, 7)
    assert (canceled.exec_type, canceled.ord_status) == ("canceled", "canceled")
    assert entered.order_id == replaced.order_id == canceled.order_id


def test_without_a_price_it_is_a_market_order(shared):
    async def work(client):
        return await client.new(new_id(), NORD, "NGF27", "sell", 1)

    report = in_session(work, shared)

    assert (report.ord_type, report.exec_type, report.code) == (
        "market",
        "rejected",
        "NO_REFERENCE_PRICE",
    )


def test_a_refusal_names_code_and_field(shared):
    async def work(client):
        with pytest.raises(Refused) as refusal:
            await client.new(new_id(), NORD, "CLF27", "buy", 5, 70.105)
        return refusal.value

    refusal = in_session(work, shared)

    assert (refusal.code, refusal.field) == ("PRICE_INCREMENT", "price")


def test_another_firms_account_is_refused(shared):
    async def work(client):
        with pytest.raises(Refused) as refusal:
            await client.new(new_id(), ALPS, "CLF27", "buy", 5, 70.10)
        return refusal.value.code

    assert in_session(work, shared) == "UNKNOWN_ACCOUNT"


def test_a_cancel_of_nothing_is_rejected(shared):
    async def work(client):
        return await client.cancel(new_id(), "never-there", NORD)

    answer = in_session(work, shared)

    assert isinstance(answer, CancelRejectReport)
    assert answer.code == "UNKNOWN_ORDER"


def test_many_at_once_each_get_their_own_answer(shared):
    async def work(client):
        ids = [new_id() for _ in range(500)]
        reports = await asyncio.gather(
            *(
                client.new(i, NORD, "NGF27", "buy", 1, 3.5 + n % 20 / 1000)
                for n, i in enumerate(ids)
            )
        )
        return ids, [report.cl_ord_id for report in reports]

    ids, answered = in_session(work, shared)

    assert answered == ids


def test_send_takes_more_than_a_frame_holds(shared):
    async def work(client):
        ids = [new_id() for _ in range(1_500)]
        client.send(*(New(i, NORD, "NGF27", "buy", 1, price=3.4) for i in ids))
        found = [message.cl_ord_id async for message in first(client, len(ids))]
        client.send(*(Cancel(new_id(), i, NORD) for i in ids))
        await client.ping()
        return ids, found

    ids, found = in_session(work, shared)

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


def test_an_id_that_waits_is_not_sent_again(shared):
    async def work(client):
        cl_ord_id = new_id()
        message = New(cl_ord_id, NORD, "CLF27", "buy", 1, price=70.0)
        waiting = asyncio.create_task(client.request(message))
        await asyncio.sleep(0)
        with pytest.raises(ValueError, match=cl_ord_id):
            await client.request(message)
        original = await waiting
        return original, await client.request(message)  # now it is a repeat

    original, repeated = in_session(work, shared)

    assert repeated == original


def test_subscriptions_bring_books_trades_and_own_orders(shared):
    heard = []

    async def run():
        async with (
            asyncio.timeout(60),
            await connect(shared, NORD, heard.append) as nord,
            await connect(shared, ALPS) as alps,
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


def test_a_newer_token_renews_the_session(shared):
    async def work(client):
        before = client.session.exp
        await asyncio.sleep(1.1)
        after = await client.login(shared.signer.token(accounts=[NORD], sub=NORD.lower()))
        with pytest.raises(Refused, match="stays with who opened it"):
            await client.login(shared.signer.token(accounts=[NORD], sub="somebody-else"))
        return before, after.exp

    before, after = in_session(work, shared)

    assert after > before


def test_messages_nobody_reads_are_dropped_and_counted(shared, monkeypatch):
    monkeypatch.setattr("matching_sidecar.client.client.BACKLOG", 10)

    async def work(client):
        for _ in range(15):
            await client.ping()
        return client.missed

    assert in_session(work, shared) == 15 + 1 - 10  # with the answer to the login


def test_closing_ends_the_iteration(shared):
    async def run():
        client = await connect(shared)
        await client.close()
        return [type(message).__name__ async for message in client]

    assert asyncio.run(run()) == ["LoginOk"]


def test_a_closed_client_says_so(shared):
    async def run():
        client = await connect(shared)
        await client.close()
        with pytest.raises(ConnectionClosed):
            client.subscribe("orders")

    asyncio.run(run())


def test_the_sidecars_goodbye_reaches_whoever_waits(shared):
    async def run():
        short_lived = shared.signer.token(exp=int(time.time()) + 2)
        client = await Client.connect(url(shared), short_lived)
        async with asyncio.timeout(60):
            with pytest.raises(ConnectionClosed, match="4001 the token has expired"):
                async for _ in client:
                    pass
            with pytest.raises(ConnectionClosed, match="4001"):
                await client.ping()

    asyncio.run(run())


def test_whoever_waits_hears_of_a_lost_connection(shared):
    def busy_then_gone() -> None:
        time.sleep(0.3)  # the sidecar reads nothing meanwhile
        for session in list(shared.app.hub.sessions):
            session._line._transport.underlying_transport.abort()

    async def run():
        client = await connect(shared)
        cut = asyncio.create_task(asyncio.to_thread(shared.run, busy_then_gone))
        await asyncio.sleep(0.1)
        async with asyncio.timeout(60):
            with pytest.raises(ConnectionClosed, match="lost"):
                await client.new(new_id(), NORD, "CLF27", "buy", 1, 70.0)
            await cut

    asyncio.run(run())
