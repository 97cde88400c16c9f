import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { AccountPicker } from "./account_picker.js";
import { formatNumber, formatPrice, parsePrice, parseQty, toPrice } from "./ticks.js";
import { orderWords } from "./wording.js";

let lastId = 0;

/** Entering an order. The buttons say what they will do; what is impossible cannot be pressed and says why. */
export class OrderTicket extends Component {
    static template = "brokersync_oms.OrderTicket";
    static components = { AccountPicker };
    static props = { market: Object, screen: Object };

    setup() {
        this.id = `o_brokersync_ticket_${++lastId}`;
    }

    get draft() {
        return this.props.screen.draft;
    }

    get instrument() {
        return this.props.screen.instrument;
    }

    get isLimit() {
        return this.draft.ordType === "limit";
    }

    get qty() {
        return parseQty(this.draft.qty, this.instrument);
    }

    /** Limit in ticks, or null. */
    get ticks() {
        return parsePrice(this.draft.price, this.instrument);
    }

    get timesInForce() {
        const rests = [
            ["day", _t("Day")],
            ["gtc", _t("Until cancelled")],
        ];
        return [...(this.isLimit ? rests : []), ["ioc", _t("Immediate or cancel")], ["fok", _t("Fill or kill")]];
    }

    get qtyError() {
        if (this.qty !== null) {
            return "";
        }
        const { lot } = this.instrument;
        return lot > 1 ? _t("A whole multiple of %s.", lot) : _t("A whole number from 1.");
    }

    get priceError() {
        if (!this.isLimit || this.ticks !== null) {
            return "";
        }
        return this.draft.price === "" ? _t("Enter a price or click one.") : _t("A multiple of %s, with a decimal point.", this.tick);
    }

    get tick() {
        return formatPrice(toPrice(1, this.instrument), this.instrument);
    }

    get canSend() {
        return this.props.market.state.name === "live" && this.props.screen.account && !this.qtyError && !this.priceError;
    }

    /** What the order is worth, for those who think in money. */
    get value() {
        if (this.qty === null || (this.isLimit && this.ticks === null)) {
            return "";
        }
        const { multiplier, currency, symbol } = this.instrument;
        const price = this.isLimit ? toPrice(this.ticks, this.instrument) : this.props.market.quotes.get(symbol)?.last;
        return typeof price === "number" ? _t("about %(value)s %(currency)s", {
            value: formatNumber(this.qty * price * multiplier), currency,
        }) : "";
    }

    get position() {
        return this.props.market.positions.find(({ symbol }) => symbol === this.instrument.symbol);
    }

    get positionWords() {
        const position = this.position;
        if (!position?.net_qty) {
            return _t("No position");
        }
        const sign = position.net_qty > 0 ? "+" : "";
        return _t("Position %(qty)s at %(price)s", {
            qty: sign + formatNumber(position.net_qty), price: formatPrice(position.avg_px, this.instrument),
        });
    }

    order(side) {
        const { account, instrument } = this.props.screen;
        return {
            account,
            symbol: instrument.symbol,
            side,
            order_qty: this.qty,
            ord_type: this.draft.ordType,
            time_in_force: this.draft.timeInForce,
            ...(this.isLimit ? { price: toPrice(this.ticks, instrument) } : {}),
        };
    }

    label(side) {
        if (this.qtyError || this.priceError) {
            return side === "buy" ? _t("Buy %s", this.instrument.symbol) : _t("Sell %s", this.instrument.symbol);
        }
        return orderWords(this.order(side), this.instrument);
    }

    send(side) {
        this.props.market.enter(this.order(side));
    }

    onOrdType({ target }) {
        this.draft.ordType = target.value;
        this.draft.timeInForce = target.value === "limit" ? "day" : "ioc";
    }

    stepQty(steps) {
        const { lot } = this.instrument;
        this.draft.qty = String(Math.max(lot, (this.qty ?? 0) + steps * lot));
    }

    stepPrice(steps) {
        if (this.ticks !== null) {
            this.draft.price = toPrice(this.ticks + steps, this.instrument).toFixed(this.instrument.price_decimals);
        }
    }

    /** Arrow keys step, as in a spin box. */
    onArrow(event, step) {
        const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
        if (steps) {
            event.preventDefault();
            step.call(this, steps);
        }
    }
}
