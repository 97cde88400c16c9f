import { Component, onMounted, onPatched, onWillDestroy, onWillRender, onWillUpdateProps, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { formatNumber, formatPrice, toPrice, toTicks } from "../market/ticks.js";
import { LadderWindow } from "./ladder_window.js";

const ROW_HEIGHT = 24; // pixels, as in ladder.scss
const SPARE_HEIGHT = 64; // what stands below the ladder
const MIN_ROWS = 13;
const MAX_ROWS = 41;
const WHEEL_STEPS = 3;

/**
 * Every tick around the market, bids left and asks right of the price, own orders in the outer columns.
 *
 * Keys: ↑ ↓ choose a price, Enter takes it, C centres; with one-click trading on, B buys and S sells at the chosen price and
 * Delete cancels the orders there.
 */
export class PriceLadder extends Component {
    static template = "brokersync_oms.PriceLadder";
    static props = {
        market: Object,
        instrument: Object,
        oneClick: Boolean,
        onPick: Function, // (price)
        onTrade: Function, // (side, price): one-click
        onCancelAt: Function, // (side, price)
        slots: { type: Object, optional: true }, // `switch`: beside the buttons; default: above the table
    };

    setup() {
        this.view = new LadderWindow(); // follows the market while rendering, therefore not reactive
        this.chosen = useState({ ticks: null });
        this.table = useRef("table");
        const fit = () => this.fit();
        onMounted(fit);
        // What decides which messages stand above the ladder, as it was when they were drawn.
        onWillRender(() => (this.notes = `${this.props.market.state.name} ${this.props.oneClick}`));
        onPatched(() => this.fittedTo !== this.notes && this.fit());
        browser.addEventListener("resize", fit);
        onWillDestroy(() => browser.removeEventListener("resize", fit));
        onWillUpdateProps(({ instrument }) => {
            if (instrument !== this.props.instrument) {
                Object.assign(this.view, { center: null, following: true });
                this.chosen.ticks = null;
            }
        });
    }

    /** As many rows as the window has room for, an odd number. */
    fit() {
        this.fittedTo = this.notes;
        const scrolled = this.table.el.closest(".o_content")?.scrollTop ?? 0;
        const top = this.table.el.getBoundingClientRect().top + scrolled;
        const rows = Math.floor((browser.innerHeight - top - SPARE_HEIGHT) / ROW_HEIGHT) - 1;
        const fitting = Math.min(MAX_ROWS, Math.max(MIN_ROWS, rows));
        this.view.rows = fitting % 2 ? fitting : fitting - 1;
        this.render();
    }

    /** Where the market is, in ticks: between the best prices, else at the one there is, else at the last trade. */
    get marketTicks() {
        const { market, instrument } = this.props;
        const bid = market.book.best("buy")?.[0];
        const ask = market.book.best("sell")?.[0];
        const last = market.quotes.get(instrument.symbol)?.last ?? (instrument.last_px || undefined);
        const price = bid !== undefined && ask !== undefined ? (bid + ask) / 2 : bid ?? ask ?? last;
        return price === undefined ? null : toTicks(price, instrument);
    }

    get rows() {
        const { market, instrument } = this.props;
        this.view.follow(this.marketTicks);
        const own = market.board.byPrice(instrument.symbol);
        const last = market.quotes.get(instrument.symbol)?.last;
        const bids = new Map(market.book.levels("buy").map((level) => [level[0], level[1]]));
        const asks = new Map(market.book.levels("sell").map((level) => [level[0], level[1]]));
        const rows = this.view.ticks.map((ticks) => {
            const price = toPrice(ticks, instrument);
            return {
                ticks,
                price,
                bid: bids.get(price) ?? 0,
                ask: asks.get(price) ?? 0,
                ownBuy: own.buy.get(price) ?? 0,
                ownSell: own.sell.get(price) ?? 0,
                isLast: price === last,
            };
        });
        const largest = Math.max(1, ...rows.map(({ bid, ask }) => Math.max(bid, ask)));
        return rows.map((row) => ({ ...row, bidShare: (100 * row.bid) / largest, askShare: (100 * row.ask) / largest }));
    }

    /** Whether the best prices are out of view. */
    get isAway() {
        const ticks = this.marketTicks;
        return ticks !== null && !this.view.contains(ticks);
    }

    price(price) {
        return formatPrice(price, this.props.instrument);
    }

    number(number) {
        return number ? formatNumber(number) : "";
    }

    onSide(side, { ticks, price }) {
        this.chosen.ticks = ticks;
        if (this.props.oneClick) {
            this.props.onTrade(side, price);
        } else {
            this.props.onPick(price);
        }
    }

    onPrice({ ticks, price }) {
        this.chosen.ticks = ticks;
        this.props.onPick(price);
    }

    onWheel(event) {
        this.scroll(event.deltaY > 0 ? -WHEEL_STEPS : WHEEL_STEPS);
    }

    scroll(steps) {
        this.view.scroll(steps);
        this.render();
    }

    recenter() {
        this.view.recenter(this.marketTicks);
        this.render();
    }

    onKeydown(event) {
        const action = this.keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
        if (action && !event.altKey && !event.ctrlKey && !event.metaKey) {
            event.preventDefault();
            event.stopPropagation();
            action();
        }
    }

    get keys() {
        const price = this.chosen.ticks === null ? null : toPrice(this.chosen.ticks, this.props.instrument);
        const atPrice = (action) => price !== null && action;
        const trade = (side) => this.props.oneClick && atPrice(() => this.props.onTrade(side, price));
        return {
            ArrowUp: () => this.move(1),
            ArrowDown: () => this.move(-1),
            PageUp: () => this.move(10),
            PageDown: () => this.move(-10),
            Enter: atPrice(() => this.props.onPick(price)),
            c: () => this.recenter(),
            b: trade("buy"),
            s: trade("sell"),
            Delete: this.props.oneClick && atPrice(() => ["buy", "sell"].forEach((side) => this.props.onCancelAt(side, price))),
        };
    }

    move(steps) {
        this.chosen.ticks = this.chosen.ticks === null ? this.view.center : this.chosen.ticks + steps;
        if (this.chosen.ticks !== null && !this.view.contains(this.chosen.ticks)) {
            this.scroll(steps);
        }
    }
}
