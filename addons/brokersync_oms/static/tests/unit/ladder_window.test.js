import assert from "node:assert/strict";
import { test } from "node:test";
import { LadderWindow } from "../../src/ladder/ladder_window.js";

function open(center) {
    const view = new LadderWindow();
    view.rows = 21;
    view.follow(center);
    return view;
}

test("shows an odd number of ticks around the market, highest first", () => {
    const { ticks } = open(6100);
    assert.deepEqual([ticks.length, ticks[0], ticks[10], ticks[20]], [21, 6110, 6100, 6090]);
});

test("stays while the market is in the middle half, then moves", () => {
    const view = open(6100);
    view.follow(6105);
    assert.equal(view.center, 6100);
    view.follow(6106);
    assert.equal(view.center, 6106);
});

test("who scrolls is left alone until centring", () => {
    const view = open(6100);
    view.scroll(-30);
    view.follow(6120);
    assert.equal(view.center, 6070);
    assert.equal(view.contains(6120), false);
    view.recenter(6120);
    assert.equal(view.contains(6120), true);
    view.follow(6140);
    assert.equal(view.center, 6140);
});

test("without a price there is nothing to show", () => {
    const view = open(null);
    view.scroll(3);
    assert.deepEqual(view.ticks, []);
});
