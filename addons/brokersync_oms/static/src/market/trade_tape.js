import { Component } from "@odoo/owl";
import { formatNumber, formatPrice } from "./ticks.js";

/** The last trades, latest first. */
export class TradeTape extends Component {
    static template = "brokersync_oms.TradeTape";
    static props = { market: Object, instrument: Object, limit: { type: Number, optional: true } };

    get trades() {
        return this.props.market.trades.slice(0, this.props.limit);
    }

    time({ ts }) {
        return new Date(ts / 1e6).toLocaleTimeString("en-GB");
    }

    price({ price }) {
        return formatPrice(price, this.props.instrument);
    }

    qty({ qty }) {
        return formatNumber(qty);
    }
}
