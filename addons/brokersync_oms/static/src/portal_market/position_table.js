import { Component } from "@odoo/owl";
import { formatNumber, formatPrice } from "../market/ticks.js";

/** Positions of the chosen account, valued at the market's last price. */
export class PositionTable extends Component {
    static template = "brokersync_oms.PositionTable";
    static props = { market: Object, instruments: Array };

    get rows() {
        const { market, instruments } = this.props;
        return market.positions.flatMap((position) => {
            const instrument = instruments.find(({ symbol }) => symbol === position.symbol);
            return instrument ? [this.row(position, instrument)] : [];
        });
    }

    row({ symbol, net_qty, avg_px, cost, realized_pnl }, instrument) {
        const last = this.props.market.quotes.get(symbol)?.last ?? instrument.last_px;
        const open = (net_qty * last - cost) * instrument.multiplier;
        return {
            symbol,
            net: (net_qty > 0 ? "+" : "") + formatNumber(net_qty),
            average: net_qty ? formatPrice(avg_px, instrument) : "–",
            open: formatNumber(open),
            realized: formatNumber(realized_pnl),
            currency: instrument.currency,
        };
    }
}
