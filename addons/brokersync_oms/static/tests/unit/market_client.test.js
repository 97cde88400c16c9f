import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { Market } from "../../src/market/market.js";
import { Refused } from "../../src/market/market_client.js";

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** The browser's WebSocket with the server's side in the test's hands. */
class Socket {
    static all = [];

    constructor(url) {
        this.url = url;
        this.sent = [];
        Socket.all.push(this);
    }

    send(text) {
        this.sent.push(...[JSON.parse(text)].flat());
    }

    close() {
        this.closed = true;
    }

    receive(...messages) {
        this.onmessage({ data: JSON.stringify(messages) });
    }

    ops(op) {
        return this.sent.filter((message) => message.op === op);
    }
}

function token(number) {
    const claims = Buffer.from(JSON.stringify({ iat: 1000, exp: 1600, number })).toString("base64url");
    return `header.${claims}.signature`;
}

let market, tokens, answerToken;

beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout", "Date"] });
    mock.method(Math, "random", () => 0.5);
    Socket.all = [];
    tokens = 0;
    answerToken = () => ({ token: token(++tokens), ws_url: "ws://sidecar/v1/ws" });
    market = new Market({
        fetchToken: async () => answerToken(),
        fetchStanding: async () => ({ seq: 0, orders: [], positions: [] }),
        onChange() {},
        WebSocket: Socket,
    });
});

afterEach(() => {
    market.stop();
    mock.restoreAll();
    mock.timers.reset();
});

async function connect() {
    await settle();
    const socket = Socket.all.at(-1);
    socket.onopen();
    socket.receive({ type: "login_ok", sub: "x", accounts: ["A"], permissions: ["view", "trade"], exp: 1600 });
    return socket;
}

async function live() {
    market.watch("CLF27");
    await market.useAccount("A");
    market.start(["CLF27", "NGF27"]);
    return connect();
}

test("logs in, then subscribes each symbol by itself", async () => {
    const socket = await live();
    assert.equal(market.state.name, "live");
    assert.equal(market.mayTrade, true);
    assert.equal(socket.sent[0].op, "login");
    assert.deepEqual(socket.ops("subscribe").map(({ channel, symbols }) => [channel, ...(symbols ?? [])]).sort(), [
        ["book", "CLF27"], ["orders"], ["quotes", "CLF27"], ["quotes", "NGF27"], ["trades", "CLF27"],
    ]);
});

test("a gap in the book asks for it again, once", async () => {
    const socket = await live();
    const books = () => socket.ops("subscribe").filter(({ channel }) => channel === "book").length;
    socket.receive({ type: "book", symbol: "CLF27", seq: 1, bids: [[61, 1, 1]], asks: [] });
    assert.equal(market.book.seq, 1);
    socket.receive({ type: "book_delta", symbol: "CLF27", seq: 3, prev_seq: 2, bids: [], asks: [] });
    socket.receive({ type: "book_delta", symbol: "CLF27", seq: 4, prev_seq: 3, bids: [], asks: [] });
    assert.equal(books(), 2);
});

test("renews the token before it expires and stays on the same connection", async () => {
    const socket = await live();
    for (let second = 0; second < 7 * 60; second += 5) {
        mock.timers.tick(5000);
        socket.receive({ type: "pong", id: 1 });
    }
    await settle();
    assert.deepEqual(socket.ops("login").map(({ token }) => token), [token(1), token(2)]);
    assert.equal(Socket.all.length, 1);
});

test("goes on with the old token when Odoo is away, and asks again", async () => {
    const socket = await live();
    answerToken = () => {
        throw new Error("no answer");
    };
    const pongs = async (seconds) => {
        for (let second = 0; second < seconds; second += 5) {
            mock.timers.tick(5000);
            socket.receive({ type: "pong", id: 1 });
            await settle();
        }
    };
    await pongs(7 * 60 + 20);
    assert.equal(market.state.name, "live");
    answerToken = () => ({ token: token(9), ws_url: "" });
    await pongs(30);
    assert.equal(socket.ops("login").at(-1).token, token(9));
});

test("silence is noticed, data is stale, the connection comes back with its subscriptions", async () => {
    const socket = await live();
    mock.timers.tick(12_000);
    assert.equal(market.state.name, "stale");
    assert.equal(socket.closed, true);
    mock.timers.tick(2000);
    const next = await connect();
    assert.notEqual(next, socket);
    assert.equal(market.state.name, "live");
    assert.equal(next.ops("subscribe").length, 5);
});

test("nobody answers: attempts are counted and pauses grow", async () => {
    market.start(["CLF27"]);
    const pauses = [];
    for (let attempt = 1; attempt <= 4; attempt++) {
        await settle();
        assert.deepEqual(market.state, { name: "connecting", attempt });
        Socket.all.at(-1).onclose({});
        const before = Date.now();
        const sockets = Socket.all.length;
        while (Socket.all.length === sockets) {
            mock.timers.tick(50);
            await settle();
        }
        pauses.push(Date.now() - before);
    }
    assert.deepEqual(pauses, [...pauses].sort((a, b) => a - b));
    assert.ok(pauses[0] >= 500 && pauses[3] > 2 * pauses[0]);
});

test("a refusal shows its words and is not hammered", async () => {
    answerToken = () => {
        tokens++;
        throw new Refused("Lars has no access to trading.");
    };
    market.start(["CLF27"]);
    await settle();
    assert.deepEqual(market.state, { name: "refused", reason: "Lars has no access to trading.", since: null });
    mock.timers.tick(29_000);
    await settle();
    assert.equal(tokens, 1);
});

test("a refused login shows the sidecar's words", async () => {
    market.start(["CLF27"]);
    await settle();
    Socket.all[0].receive({ type: "error", code: "UNAUTHENTICATED", text: "the token is refused: it has expired", field: null, cl_ord_id: "" });
    assert.equal(market.state.reason, "the token is refused: it has expired");
});

test("an order whose answer is lost can be asked about with the same id", async () => {
    const socket = await live();
    const order = { account: "A", symbol: "CLF27", side: "buy", order_qty: 5, ord_type: "limit", time_in_force: "day", price: 61 };
    const command = market.enter(order);
    assert.equal(command.state, "sending");
    socket.onclose({});
    assert.equal(command.state, "unknown");
    assert.equal(market.enter(order), null, "nothing is sent while not live");
    mock.timers.tick(2000);
    const next = await connect();
    market.askAgain(command);
    assert.deepEqual(next.ops("new"), socket.ops("new"));
    next.receive({ type: "execution", exec_type: "new", ord_status: "new", account: "A", cl_ord_id: command.message.cl_ord_id, order_id: 4,
                   seq: 9, leaves_qty: 5, symbol: "CLF27", side: "buy", price: 61 });
    assert.equal(command.state, "answered");
    assert.equal(market.board.open("CLF27").length, 1);
});

test("refusals of gate and edge keep their words", async () => {
    const socket = await live();
    const first = market.enter({ account: "A", symbol: "CLF27", side: "buy", order_qty: 5 });
    socket.receive({ type: "error", code: "PRICE_INCREMENT", text: "off tick", field: "price", cl_ord_id: first.message.cl_ord_id });
    assert.deepEqual([first.state, first.code, first.text], ["refused", "PRICE_INCREMENT", "off tick"]);
    const second = market.enter({ account: "A", symbol: "CLF27", side: "buy", order_qty: 5 });
    socket.receive({ type: "execution", exec_type: "rejected", ord_status: "rejected", account: "A", order_id: 5, seq: 3, leaves_qty: 0,
                     cl_ord_id: second.message.cl_ord_id, code: "PRICE_BAND", text: "price outside the band" });
    assert.deepEqual([second.state, second.code], ["refused", "PRICE_BAND"]);
});
