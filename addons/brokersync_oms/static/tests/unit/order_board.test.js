import assert from "node:assert/strict";
import { test } from "node:test";
import { OrderBoard } from "../../src/market/order_board.js";

function report(order_id, seq, values = {}) {
    return { order_id, seq, account: "A", symbol: "CLF27", side: "buy", price: 61, leaves_qty: 5, ord_status: "new", ...values };
}

test("reports of other accounts and older reports change nothing", () => {
    const board = new OrderBoard("A");
    board.apply(report(1, 10));
    board.apply(report(2, 11, { account: "B" }));
    board.apply(report(1, 9, { leaves_qty: 99 }));
    assert.deepEqual(board.open().map(({ order_id, leaves_qty }) => [order_id, leaves_qty]), [[1, 5]]);
});

test("what Odoo has not seen yet is newer than its list", () => {
    const board = new OrderBoard("A");
    board.apply(report(1, 10, { leaves_qty: 0, ord_status: "filled" }));
    board.apply(report(2, 11));
    board.load({ seq: 9, orders: [report(1, 8), report(3, 7)] });
    assert.deepEqual(board.open().map(({ order_id }) => order_id), [2, 3]);
});

test("what Odoo has seen and no longer lists has ended", () => {
    const board = new OrderBoard("A");
    board.apply(report(1, 10));
    board.load({ seq: 12, orders: [] });
    assert.deepEqual(board.open(), []);
    assert.equal(board.loaded, true);
});

test("open contracts by price, of one symbol", () => {
    const board = new OrderBoard("A");
    board.apply(report(1, 1));
    board.apply(report(2, 2, { leaves_qty: 2 }));
    board.apply(report(3, 3, { side: "sell", price: 62 }));
    board.apply(report(4, 4, { symbol: "NGF27" }));
    const { buy, sell } = board.byPrice("CLF27");
    assert.deepEqual([...buy], [[61, 7]]);
    assert.deepEqual([...sell], [[62, 5]]);
});
