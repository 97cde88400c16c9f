import { Component } from "@odoo/owl";
import { formatNumber, formatPrice } from "./ticks.js";
import { marketWords } from "./wording.js";

/** One instrument's quote in a line: last, bid, ask, spread, volume, status. */
export class QuoteLine extends Component {
    static template = "brokersync_oms.QuoteLine";
    static props = { market: Object, instrument: Object };

    get quote() {
        return this.props.market.quotes.get(this.props.instrument.symbol);
    }

    get isLive() {
        return this.props.market.state.name === "live";
    }

    get status() {
        return marketWords(this.quote?.status);
    }

    get spread() {
        const { bid, ask } = this.quote ?? {};
        return typeof bid === "number" && typeof ask === "number" ? ask - bid : null;
    }

    /** Movement of the last trade; a shape, for those who cannot tell the colours apart. */
    get arrow() {
        return { 1: "▲", [-1]: "▼" }[this.props.market.direction] ?? "";
    }

    price(price) {
        return formatPrice(price, this.props.instrument);
    }

    number(number) {
        return number ? formatNumber(number) : "";
    }
}
