/** The order book of one symbol, rebuilt from a snapshot and the deltas after it (docs/protocol.md). */
export class Book {
    constructor() {
        this.seq = null; // number of the last update, null before the snapshot
        this._levels = { buy: new Map(), sell: new Map() }; // price → [price, qty, orders]
        this._sorted = { buy: null, sell: null };
    }

    /** Begin with a `book` message. */
    snapshot({ seq, bids, asks }) {
        this.seq = seq;
        this._levels = { buy: byPrice(bids), sell: byPrice(asks) };
        this._sorted = { buy: null, sell: null };
    }

    /**
     * Go on with a `book_delta` message.
     *
     * @returns {boolean} false when updates are missing: the book is then empty and waits for a snapshot
     */
    delta({ seq, prev_seq, bids, asks }) {
        if (this.seq === null || prev_seq !== this.seq) {
            this.clear();
            return false;
        }
        this.seq = seq;
        this._change("buy", bids);
        this._change("sell", asks);
        return true;
    }

    clear() {
        this.snapshot({ seq: null, bids: [], asks: [] });
    }

    /** The best `depth` levels of a side as `[price, qty, orders]`, best first. */
    levels(side, depth = Infinity) {
        const direction = side === "buy" ? -1 : 1;
        this._sorted[side] ??= [...this._levels[side].values()].sort((a, b) => direction * (a[0] - b[0]));
        return this._sorted[side].slice(0, depth);
    }

    /** The best level of a side, or undefined. */
    best(side) {
        return this.levels(side, 1)[0];
    }

    /** Best ask minus best bid, or null when a side is empty. */
    get spread() {
        const [bid, ask] = [this.best("buy"), this.best("sell")];
        return bid && ask ? ask[0] - bid[0] : null;
    }

    _change(side, levels) {
        for (const level of levels) {
            const [price, qty] = level;
            if (qty) {
                this._levels[side].set(price, level);
            } else {
                this._levels[side].delete(price);
            }
        }
        if (levels.length) {
            this._sorted[side] = null;
        }
    }
}

function byPrice(levels) {
    return new Map(levels.map((level) => [level[0], level]));
}
