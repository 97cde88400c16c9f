import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { AccountPicker } from "../market/account_picker.js";
import { CommandOutcome } from "../market/command_outcome.js";
import { ConnectionState } from "../market/connection_state.js";
import { OpenOrders } from "../market/open_orders.js";
import { OrderTicket } from "../market/order_ticket.js";
import { QuoteLine } from "../market/quote_line.js";
import { parseQty } from "../market/ticks.js";
import { TradeTape } from "../market/trade_tape.js";
import { useMarket } from "../market/use_market.js";
import { PriceLadder } from "./price_ladder.js";

/** The desk's order book: price ladder, ticket, own orders and trades of one instrument. */
export class LadderAction extends Component {
    static template = "brokersync_oms.LadderAction";
    static components = {
        AccountPicker, CommandOutcome, ConnectionState, Layout, OpenOrders, OrderTicket, PriceLadder, QuoteLine, TradeTape,
    };
    static props = { ...standardActionServiceProps };

    setup() {
        const { action, state } = this.props;
        Object.assign(this, useMarket({ symbol: action.params?.symbol ?? action.context?.symbol ?? state?.symbol }));
        // Off on every visit: a click that trades must be a decision of this moment.
        this.oneClick = useState({ on: false });
    }

    get qty() {
        return parseQty(this.screen.draft.qty, this.screen.instrument);
    }

    get oneClickWords() {
        return this.qty === null
            ? _t("One-click trading is on, but the ticket's quantity is not valid: nothing will be sent.")
            : _t("One-click trading is on: a click in Bid buys and a click in Ask sells %(qty)s %(symbol)s at that price, at once.", {
                  qty: this.qty,
                  symbol: this.screen.instrument.symbol,
              });
    }

    choose({ target }) {
        const { instruments } = this.screen;
        this.screen.choose(instruments.find(({ symbol }) => symbol === target.value));
        this.oneClick.on = false;
        this.props.updateActionState?.({ symbol: target.value });
    }

    pick(price) {
        const { draft, instrument } = this.screen;
        draft.ordType = "limit";
        draft.price = price.toFixed(instrument.price_decimals);
    }

    trade(side, price) {
        const { account, instrument, draft } = this.screen;
        if (this.qty !== null && account) {
            const timeInForce = draft.ordType === "limit" ? draft.timeInForce : "day";
            this.market.enter({
                account, symbol: instrument.symbol, side, order_qty: this.qty, ord_type: "limit", time_in_force: timeInForce, price,
            });
        }
    }

    cancelAt(side, price) {
        for (const order of this.market.board.open(this.screen.instrument.symbol)) {
            if (order.side === side && order.price === price) {
                this.market.cancel(order);
            }
        }
    }
}

registry.category("actions").add("brokersync_oms.ladder", LadderAction);
