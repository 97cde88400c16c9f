import { Component } from "@odoo/owl";
import { formatNumber, formatPrice } from "../market/ticks.js";

const DEPTH = 10;

/** The ten best levels of each side, bids left. A price is a button that takes it into the ticket. */
export class DepthTable extends Component {
    static template = "brokersync_oms.DepthTable";
    static props = { market: Object, instrument: Object, onPick: Function };

    get isWaiting() {
        return this.props.market.book.seq === null;
    }

    get rows() {
        const { book, board } = this.props.market;
        const own = board.byPrice(this.props.instrument.symbol);
        const bids = book.levels("buy", DEPTH);
        const asks = book.levels("sell", DEPTH);
        const largest = Math.max(1, ...[...bids, ...asks].map(([, qty]) => qty));
        const cell = (level, side) =>
            level && { price: level[0], qty: formatNumber(level[1]), share: (100 * level[1]) / largest, own: own[side].get(level[0]) };
        return Array.from({ length: Math.max(bids.length, asks.length) }, (_, row) => ({
            row,
            bid: cell(bids[row], "buy"),
            ask: cell(asks[row], "sell"),
        }));
    }

    price(price) {
        return formatPrice(price, this.props.instrument);
    }
}
