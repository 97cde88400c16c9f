import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Market } from "../../src/market/market.js";

const settle = () => new Promise((resolve) => setImmediate(resolve));
const ORDER = { account: "A", symbol: "CLF27", side: "buy", order_qty: 500, ord_type: "limit", price: 61 };
const LIMIT = { type: "execution", exec_type: "rejected", account: "A", code: "ORDER_QTY_LIMIT", text: "order_qty is above" };

let market, asked, answer, command;

beforeEach(() => {
    asked = [];
    answer = async () => "The quantity is above the limit.";
    market = new Market({
        fetchStanding: async () => ({ seq: 0, orders: [], positions: [] }),
        fetchReason(refusal) {
            asked.push(refusal);
            return answer(refusal);
        },
        onChange() {},
    });
    market.client.send = () => true;
    command = market.enter(ORDER);
});

function receive(message) {
    market._onMessage({ cl_ord_id: command.message.cl_ord_id, ...message });
    return settle();
}

test("a refused order is explained in Odoo's words, with what it asked for", async () => {
    await receive(LIMIT);
    assert.deepEqual([command.state, command.reason], ["refused", "The quantity is above the limit."]);
    assert.deepEqual(asked, [
        { code: LIMIT.code, text: LIMIT.text, account: "A", symbol: "CLF27", order_qty: 500, price: 61 },
    ]);
});

test("a refusal at the edge is explained too", async () => {
    await receive({ type: "error", code: "NOT_READY", text: "recovering", field: null });
    assert.equal(command.reason, "The quantity is above the limit.");
});

test("without Odoo the sidecar's own words are said", async () => {
    answer = async () => {
        throw new Error("offline");
    };
    await receive(LIMIT);
    assert.equal(command.reason, "order_qty is above");
});

test("quantity and price of an order do not explain why its cancel was refused", async () => {
    command = market.cancel({ ...ORDER, cl_ord_id: "W-1", order_id: 7 });
    await receive({ type: "cancel_reject", account: "A", code: "TOO_LATE", text: "too late" });
    assert.deepEqual([asked[0].code, asked[0].order_qty, asked[0].price], ["TOO_LATE", 0, null]);
});

test("what was asked for needs no reason", async () => {
    await receive({ type: "execution", exec_type: "new", account: "A", code: "", text: "", seq: 1, order_id: 7 });
    await receive({ type: "execution", exec_type: "canceled", account: "A", code: "USER_CANCEL", text: "", seq: 2, order_id: 7 });
    assert.deepEqual([asked, command.reason], [[], ""]);
});

test("words that come after the next answer are dropped", async () => {
    let late;
    answer = () => new Promise((resolve) => (late = resolve));
    await receive({ type: "error", code: "OVERLOADED", text: "too many", field: null });
    const first = late;
    await receive(LIMIT);
    first("Too many orders wait.");
    late("The quantity is above the limit.");
    await settle();
    assert.equal(command.reason, "The quantity is above the limit.");
});
