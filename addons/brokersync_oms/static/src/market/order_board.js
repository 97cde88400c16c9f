/**
 * The open orders of one account. They come from two sides: Odoo's list, complete but a moment old, and execution reports,
 * immediate but only from now on. The event number `seq` says which is newer.
 */
export class OrderBoard {
    constructor(account) {
        this.account = account;
        this.loaded = false;
        this._orders = new Map(); // order_id → report; ended ones too, until Odoo has seen their end
    }

    /** Take an `execution`; reports of other accounts are ignored. */
    apply(report) {
        if (report.account === this.account && !(this._orders.get(report.order_id)?.seq >= report.seq)) {
            this._orders.set(report.order_id, report);
        }
    }

    /**
     * Take Odoo's open orders, which are complete up to event `seq`.
     *
     * @param {{seq: number, orders: Object[]}} standing orders with the fields of an execution report
     */
    load({ seq, orders }) {
        this.loaded = true;
        const newer = [...this._orders.values()].filter((order) => order.seq > seq);
        this._orders = new Map([...orders, ...newer].map((order) => [order.order_id, order]));
    }

    /** Open orders, of one symbol when given: highest price first, then oldest first. */
    open(symbol = null) {
        return [...this._orders.values()]
            .filter((order) => order.leaves_qty > 0 && (symbol === null || order.symbol === symbol))
            .sort((a, b) => b.price - a.price || a.order_id - b.order_id);
    }

    /** Open contracts by price: `{buy: Map, sell: Map}`. */
    byPrice(symbol) {
        const found = { buy: new Map(), sell: new Map() };
        for (const { side, price, leaves_qty } of this.open(symbol)) {
            found[side].set(price, (found[side].get(price) ?? 0) + leaves_qty);
        }
        return found;
    }
}
