import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Refresher } from "../../src/portal/refresher.js";

const { setTimeout, clearTimeout } = globalThis;
let timers; // what waits for the pause to be over
let fetches; // what ends each fetch
let refresher;

beforeEach(() => {
    timers = new Set();
    globalThis.setTimeout = (callback) => (timers.add(callback), callback);
    globalThis.clearTimeout = (timer) => timers.delete(timer);
    fetches = [];
    refresher = new Refresher(() => new Promise((resolve) => fetches.push(resolve)), 1000);
});

afterEach(() => Object.assign(globalThis, { setTimeout, clearTimeout }));

function pass() {
    const due = [...timers];
    timers.clear();
    due.forEach((callback) => callback());
}

async function answer() {
    fetches.at(-1)();
    await new Promise((resolve) => setImmediate(resolve));
}

test("it fetches at once, and then not before the pause is over", async () => {
    refresher.request();
    assert.equal(fetches.length, 1);
    await answer();
    refresher.request();
    refresher.request();
    assert.equal(fetches.length, 1);
    pass();
    assert.equal(fetches.length, 2);
});

test("while an answer is on its way nothing else is fetched, however long that takes", async () => {
    refresher.request();
    pass();
    refresher.request();
    pass();
    assert.equal(fetches.length, 1);
    await answer();
    assert.equal(fetches.length, 2);
});

test("nothing is fetched that nobody asked for", async () => {
    refresher.request();
    await answer();
    pass();
    assert.equal(fetches.length, 1);
});

test("stopped, it fetches no more", async () => {
    refresher.request();
    refresher.request();
    refresher.stop();
    await answer();
    pass();
    assert.equal(fetches.length, 1);
});
