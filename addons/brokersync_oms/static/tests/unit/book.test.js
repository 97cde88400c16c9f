import assert from "node:assert/strict";
import { test } from "node:test";
import { Book } from "../../src/market/book.js";

const snapshot = { seq: 7, bids: [[61.01, 5, 2], [61, 9, 1]], asks: [[61.03, 4, 1], [61.05, 1, 1]] };

function book() {
    const found = new Book();
    found.snapshot(snapshot);
    return found;
}

test("a snapshot is the book, best prices first", () => {
    assert.deepEqual(book().levels("buy"), [[61.01, 5, 2], [61, 9, 1]]);
    assert.deepEqual(book().levels("sell", 1), [[61.03, 4, 1]]);
    assert.ok(Math.abs(book().spread - 0.02) < 1e-9);
});

test("deltas change, add and remove levels", () => {
    const found = book();
    assert.equal(found.delta({ seq: 8, prev_seq: 7, bids: [[61.01, 0, 0], [61.02, 3, 1]], asks: [[61.03, 6, 2]] }), true);
    assert.deepEqual(found.levels("buy"), [[61.02, 3, 1], [61, 9, 1]]);
    assert.deepEqual(found.best("sell"), [61.03, 6, 2]);
    assert.equal(found.seq, 8);
});

test("a gap empties the book until the next snapshot", () => {
    const found = book();
    assert.equal(found.delta({ seq: 10, prev_seq: 9, bids: [[60, 1, 1]], asks: [] }), false);
    assert.equal(found.seq, null);
    assert.deepEqual(found.levels("buy"), []);
    assert.equal(found.delta({ seq: 11, prev_seq: 10, bids: [[60, 1, 1]], asks: [] }), false);
    found.snapshot(snapshot);
    assert.equal(found.best("buy")[0], 61.01);
});

test("a repeated delta is a gap, not a second change", () => {
    const found = book();
    const delta = { seq: 8, prev_seq: 7, bids: [[61, 0, 0]], asks: [] };
    assert.equal(found.delta(delta), true);
    assert.equal(found.delta(delta), false);
});

test("an empty side has no best price and no spread", () => {
    const found = new Book();
    found.snapshot({ seq: 1, bids: [], asks: [[-37.63, 1, 1]] });
    assert.equal(found.best("buy"), undefined);
    assert.equal(found.spread, null);
    assert.deepEqual(found.best("sell"), [-37.63, 1, 1]);
});
