import { Component, useRef } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { AccountPicker } from "../market/account_picker.js";
import { CommandOutcome } from "../market/command_outcome.js";
import { ConnectionState } from "../market/connection_state.js";
import { OpenOrders } from "../market/open_orders.js";
import { OrderTicket } from "../market/order_ticket.js";
import { QuoteLine } from "../market/quote_line.js";
import { TradeTape } from "../market/trade_tape.js";
import { useMarket } from "../market/use_market.js";
import { DepthTable } from "./depth_table.js";
import { PositionTable } from "./position_table.js";
import { QuoteTable } from "./quote_table.js";

/** The client's market page: quotes, one book, the ticket, own orders and positions. The sidecar decides who may trade. */
export class PortalMarket extends Component {
    static template = "brokersync_oms.PortalMarket";
    static components = {
        AccountPicker, CommandOutcome, ConnectionState, DepthTable, OpenOrders, OrderTicket, PositionTable, QuoteLine, QuoteTable,
        TradeTape,
    };
    static props = { symbol: { type: String, optional: true } };

    setup() {
        Object.assign(this, useMarket({ symbol: this.props.symbol }));
        this.heading = useRef("heading");
    }

    choose(instrument) {
        this.screen.choose(instrument);
        this.heading.el.scrollIntoView({ block: "nearest" }); // on a phone the book is below the quotes
    }

    pick(price) {
        const { draft, instrument } = this.screen;
        draft.ordType = "limit";
        draft.price = price.toFixed(instrument.price_decimals);
    }
}

registry.category("public_components").add("brokersync_oms.portal_market", PortalMarket);
