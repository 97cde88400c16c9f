import { Book } from "./book.js";
import { Commands, newClientOrderId } from "./commands.js";
import { MarketClient } from "./market_client.js";
import { OrderBoard } from "./order_board.js";

const TAPE_LENGTH = 20;
const ASK_AGAIN_AFTER = 10000; // milliseconds until a symbol the sidecar does not know yet is asked for again

/**
 * What a trading screen knows: quotes of all instruments, book and trades of the one that is watched, and the orders and
 * positions of one account. `onChange` is called after every change, as often as the market moves.
 */
export class Market {
    /**
     * @param {Object} options
     * @param {() => Promise<Object>} options.fetchToken see `MarketClient`
     * @param {(account: string) => Promise<Object>} options.fetchStanding open orders and positions of an account in Odoo:
     *     `{seq, orders, positions}`, complete up to event `seq`
     * @param {(refusal: Object) => Promise<string>} options.fetchReason what people read, of `{code, text, account, symbol}` and
     *     for a new order its `order_qty` and `price`
     * @param {() => void} options.onChange
     */
    constructor({ fetchToken, fetchStanding, fetchReason, onChange, WebSocket }) {
        this._fetchStanding = fetchStanding;
        this._fetchReason = fetchReason;
        this._changed = onChange;
        this.client = new MarketClient({
            fetchToken,
            WebSocket,
            onState: () => this._onState(),
            onMessage: (message) => this._onMessage(message),
        });
        this.quotes = new Map(); // symbol → latest `quote`
        this.symbol = null;
        this.book = new Book();
        this.trades = []; // latest first
        this.direction = 0; // of the last trade against the one before: 1, 0 or -1
        this.permissions = [];
        this.board = new OrderBoard(null);
        this.positions = [];
        this.standingFailed = false;
        this.commands = new Commands();
    }

    get state() {
        return this.client.state;
    }

    get mayTrade() {
        return this.permissions.includes("trade");
    }

    start(symbols) {
        this.client.subscribe("quotes", symbols);
        this.client.subscribe("orders");
        this.client.start();
    }

    stop() {
        this.client.stop();
        clearTimeout(this._askAgain);
    }

    /** Follow the book and the trades of a symbol. */
    watch(symbol) {
        if (this.symbol !== null) {
            this.client.unsubscribe("book", [this.symbol]);
            this.client.unsubscribe("trades", [this.symbol]);
        }
        this.symbol = symbol;
        this.book = new Book();
        this.trades = [];
        this.direction = 0;
        this.client.subscribe("book", [symbol]);
        this.client.subscribe("trades", [symbol]);
        this._changed();
    }

    /** Follow the orders and positions of an account. */
    useAccount(account) {
        this.board = new OrderBoard(account);
        this.positions = [];
        this._changed();
        return this.reloadStanding();
    }

    /** Ask Odoo for orders and positions again. */
    async reloadStanding() {
        const board = this.board;
        if (board.account === null) {
            return;
        }
        try {
            const standing = await this._fetchStanding(board.account);
            if (board === this.board) {
                board.load(standing);
                this.positions = standing.positions;
                this.standingFailed = false;
            }
        } catch {
            this.standingFailed = true;
        }
        this._changed();
    }

    /** Enter an order; `order` has the fields of the protocol's `new` without ids. Gives the command, or null when not live. */
    enter(order) {
        return this._send({ op: "new", cl_ord_id: newClientOrderId(), ...order });
    }

    /** Cancel an open order. */
    cancel(order) {
        const { cl_ord_id, account } = order;
        return this._send({ op: "cancel", cl_ord_id: newClientOrderId(), orig_cl_ord_id: cl_ord_id, account }, order);
    }

    /** Ask what became of a command whose answer was lost: the sidecar takes the same one only once. */
    askAgain(command) {
        if (this.client.send(command.message)) {
            command.state = "sending";
            this._changed();
        }
    }

    _send(message, order = null) {
        if (!this.client.send(message)) {
            return null;
        }
        const command = this.commands.begin(message, order);
        this._changed();
        return command;
    }

    _onState() {
        if (this.state.name !== "live") {
            this.commands.lost();
        }
        if (this.state.code) {
            this._explain(this.state, {});
        }
        this._changed();
    }

    _onAnswer(message) {
        const command = this.commands.answer(message);
        if (command?.code && command.code !== "USER_CANCEL") {
            const { account, symbol, order_qty, price } = command.order ?? command.message;
            this._explain(command, command.order ? { account, symbol } : { account, symbol, order_qty, price });
        }
    }

    /** Have Odoo say why, in the words of all screens. The sidecar's own stand in when Odoo does not answer. */
    async _explain(subject, { account = "", symbol = "", order_qty = 0, price = null }) {
        const { code, text } = subject;
        let reason = text;
        try {
            reason = await this._fetchReason({ code, text, account, symbol, order_qty, price });
        } catch {
            // The words of the sidecar are better than none.
        }
        if (subject.code === code) {
            subject.reason = reason;
            this._changed();
        }
    }

    _onMessage(message) {
        const handler = HANDLERS[message.type];
        if (handler) {
            handler(this, message);
            this._changed();
        }
    }

    _onBookDelta(delta) {
        const waiting = this.book.seq === null; // for a snapshot that is under way
        if (delta.symbol === this.symbol && !waiting && !this.book.delta(delta)) {
            this.client.subscribe("book", [this.symbol]);
        }
    }

    _onTrade(trade) {
        if (trade.symbol === this.symbol) {
            this.direction = Math.sign(trade.price - (this.trades[0]?.price ?? trade.price)) || this.direction;
            this.trades = [trade, ...this.trades].slice(0, TAPE_LENGTH);
        }
    }

    _onError(error) {
        if (error.field === "symbols") {
            // An instrument that is new in Odoo and on its way to the sidecar.
            clearTimeout(this._askAgain);
            this._askAgain = setTimeout(() => this.client.resubscribe(), ASK_AGAIN_AFTER);
        }
        this._onAnswer(error);
    }
}

const HANDLERS = {
    login_ok(market, { permissions }) {
        market.permissions = permissions;
        market.reloadStanding();
    },
    quote: (market, quote) => market.quotes.set(quote.symbol, quote),
    book: (market, book) => book.symbol === market.symbol && market.book.snapshot(book),
    book_delta: (market, delta) => market._onBookDelta(delta),
    trade: (market, trade) => market._onTrade(trade),
    execution(market, report) {
        market.board.apply(report);
        market._onAnswer(report);
    },
    cancel_reject: (market, reject) => market._onAnswer(reject),
    error: (market, error) => market._onError(error),
};
