import assert from "node:assert/strict";
import { test } from "node:test";
import { formatNumber, formatPrice, parsePrice, parseQty, toPrice, toTicks } from "../../src/market/ticks.js";

const crude = { tick_num: 1, tick_den: 100, price_decimals: 2, lot: 1 };
const corn = { tick_num: 1, tick_den: 4, price_decimals: 2, lot: 5 };

test("ticks and prices are each other's inverse, also below zero", () => {
    for (const price of [61.02, 0.07, 100.1, -37.63, 0]) {
        assert.equal(toPrice(toTicks(price, crude), crude), price);
    }
    assert.equal(toPrice(1771, corn), 442.75);
});

test("prices on the tick are read, with a point only", () => {
    assert.equal(parsePrice(" 61.02 ", crude), 6102);
    assert.equal(parsePrice("-37.63", crude), -3763);
    assert.equal(parsePrice("442.75", corn), 1771);
    for (const text of ["61.025", "61,02", "1e3", "NaN", "", "442.6x", "--1", "9".repeat(20)]) {
        assert.equal(parsePrice(text, crude), null, text);
    }
    assert.equal(parsePrice("442.60", corn), null);
});

test("quantities are positive multiples of the lot", () => {
    assert.equal(parseQty("10", corn), 10);
    for (const text of ["0", "-5", "3", "1.5", "", "1e2", "NaN"]) {
        assert.equal(parseQty(text, corn), null, text);
    }
});

test("prices show the decimals of their tick", () => {
    assert.equal(formatPrice(61, crude), "61.00");
    assert.equal(formatPrice(-37.63, crude), "−37.63");
    assert.equal(formatPrice(null, crude), "–");
    assert.equal(formatNumber(-1234567), "−1,234,567");
});
