import { _t } from "@web/core/l10n/translation";
import { formatNumber, formatPrice } from "./ticks.js";

/** What an order says: "Buy 5 CLF27 at 61.02". Without a price: at market. */
export function orderWords({ side, order_qty, symbol, price }, instrument) {
    const values = { qty: formatNumber(order_qty), symbol };
    if (price === null || price === undefined) {
        return side === "buy" ? _t("Buy %(qty)s %(symbol)s at market", values) : _t("Sell %(qty)s %(symbol)s at market", values);
    }
    values.price = formatPrice(price, instrument);
    return side === "buy"
        ? _t("Buy %(qty)s %(symbol)s at %(price)s", values)
        : _t("Sell %(qty)s %(symbol)s at %(price)s", values);
}

/** How an order stands, from its latest execution report; `reason` is a sentence, or empty. */
export function reportWords(report, instrument, reason) {
    const values = {
        cum: formatNumber(report.cum_qty),
        qty: formatNumber(report.order_qty),
        leaves: formatNumber(report.leaves_qty),
        price: formatPrice(report.avg_px, instrument),
        reason,
    };
    switch (report.ord_status) {
        case "new":
            return {
                replaced: _t("changed, working"),
                triggered: _t("triggered, working"),
                restated: _t("adjusted, working"),
            }[report.exec_type] ?? _t("working");
        case "partially_filled":
            return _t("%(cum)s filled at %(price)s, %(leaves)s open", values);
        case "filled":
            return _t("filled at %(price)s", values);
        case "expired":
            return report.cum_qty
                ? _t("%(cum)s filled at %(price)s, the rest expired. %(reason)s", values)
                : _t("expired. %(reason)s", values);
        default:
            return report.cum_qty
                ? _t("%(cum)s filled at %(price)s, the rest cancelled. %(reason)s", values)
                : _t("cancelled. %(reason)s", values);
    }
}

export function statusWords(ordStatus) {
    return {
        pending_new: _t("Pending"),
        new: _t("Working"),
        partially_filled: _t("Part filled"),
        pending_cancel: _t("Cancelling"),
        pending_replace: _t("Changing"),
    }[ordStatus];
}

/** Trading status of an instrument. */
export function marketWords(status) {
    return {
        open: _t("Open"),
        halted: _t("Halted"),
        closed: _t("Closed"),
        pre_open: _t("Pre-open"),
        opening_auction: _t("Opening auction"),
        volatility_halt: _t("Volatility halt"),
        closing_auction: _t("Closing auction"),
        expired: _t("Expired"),
    }[status] ?? _t("No data yet");
}

/** Seconds for people. */
export function ageWords(milliseconds) {
    const seconds = Math.max(0, Math.round(milliseconds / 1000));
    return seconds < 90 ? _t("%s s", seconds) : _t("%s min", Math.round(seconds / 60));
}
