import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatNumber, formatPrice } from "./ticks.js";
import { orderWords, statusWords } from "./wording.js";

/** Open orders of the chosen account, each with a button that cancels it. */
export class OpenOrders extends Component {
    static template = "brokersync_oms.OpenOrders";
    static props = { market: Object, instruments: Array, symbol: { type: String, optional: true } };

    get board() {
        return this.props.market.board;
    }

    get orders() {
        return this.board.open(this.props.symbol);
    }

    get canSend() {
        return this.props.market.state.name === "live";
    }

    instrument({ symbol }) {
        return this.props.instruments.find((instrument) => instrument.symbol === symbol);
    }

    price(order) {
        const instrument = this.instrument(order);
        return instrument ? formatPrice(order.price, instrument) : String(order.price);
    }

    open(order) {
        return order.cum_qty
            ? _t("%(leaves)s of %(qty)s", { leaves: formatNumber(order.leaves_qty), qty: formatNumber(order.order_qty) })
            : formatNumber(order.leaves_qty);
    }

    status(order) {
        return this.props.market.commands.isCanceling(order) ? statusWords("pending_cancel") : statusWords(order.ord_status);
    }

    cancelLabel(order) {
        const instrument = this.instrument(order);
        return instrument ? _t("Cancel: %s", orderWords(order, instrument)) : _t("Cancel order");
    }

    cancelAll() {
        this.orders.forEach((order) => this.props.market.cancel(order));
    }
}
