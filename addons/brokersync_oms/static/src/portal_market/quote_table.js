import { Component } from "@odoo/owl";
import { formatNumber, formatPrice } from "../market/ticks.js";
import { marketWords } from "../market/wording.js";

/** Quotes of all instruments; choosing one opens its book. */
export class QuoteTable extends Component {
    static template = "brokersync_oms.QuoteTable";
    static props = { market: Object, instruments: Array, chosen: Object, onChoose: Function };

    get rows() {
        return this.props.instruments.map((instrument) => {
            const quote = this.props.market.quotes.get(instrument.symbol);
            return {
                instrument,
                status: quote?.status,
                statusWords: marketWords(quote?.status),
                bid: formatPrice(quote?.bid, instrument),
                ask: formatPrice(quote?.ask, instrument),
                last: formatPrice(quote?.last, instrument),
                bidQty: quote?.bid_qty ? formatNumber(quote.bid_qty) : "",
                askQty: quote?.ask_qty ? formatNumber(quote.ask_qty) : "",
                volume: quote?.volume ? formatNumber(quote.volume) : "–",
                isChosen: instrument.symbol === this.props.chosen.symbol,
            };
        });
    }
}
