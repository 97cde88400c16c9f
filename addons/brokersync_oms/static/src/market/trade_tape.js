import { Component } from "@odoo/owl";
import { formatNumber, formatPrice } from "./ticks.js";

/** The last trades, latest first. */
export class TradeTape extends Component {
    static template = "brokersync_oms.TradeTape";
    static props = { market: Object, instrument: Object };

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
