const PING_EVERY = 5000; // milliseconds
const SILENT_AFTER = 12000; // no message, not even a pong: the connection is dead
const BACK_OFF = [500, 15000]; // first and longest pause between attempts
const REFUSED_PAUSE = 30000; // what refused us once seldom changes its mind at once
const RENEW_AT = 0.7; // of a token's lifetime

/** Odoo or the sidecar said no, in words for people. Anything else that fails means that nobody answered. */
export class Refused extends Error {}

/**
 * A connection to the matching sidecar that keeps itself alive: logs in, subscribes, renews its token, reconnects.
 *
 * `state` is one of
 * - `{name: "connecting", attempt}`: nothing was received yet; from the second attempt on, nobody answers
 * - `{name: "live"}`
 * - `{name: "stale", since, attempt}`: it was live until `since` (as `Date.now()`); what was received is old
 * - `{name: "refused", reason, since}`: `since` is null when it never was live; with `code` and `text` when the sidecar did
 */
export class MarketClient {
    /**
     * @param {Object} options
     * @param {() => Promise<{token: string, ws_url: string}>} options.fetchToken throws `Refused`
     * @param {(state: Object) => void} options.onState
     * @param {(message: Object) => void} options.onMessage every message but `pong`
     */
    constructor({ fetchToken, onState, onMessage, WebSocket = globalThis.WebSocket }) {
        this._fetchToken = fetchToken;
        this._onState = onState;
        this._onMessage = onMessage;
        this._WebSocket = WebSocket;
        this._subscriptions = new Map();
        this._socket = null;
        this._current = null;
        this._token = "";
        this._timers = {};
        this._liveUntil = null;
        this._attempt = 0;
        this.state = { name: "connecting", attempt: 1 };
    }

    start() {
        this._connect();
    }

    /** Say goodbye. `start` begins again. */
    stop() {
        this._drop();
    }

    /** Do not wait for the next attempt. */
    retryNow() {
        this._drop();
        this._connect();
    }

    /** Follow a channel of some symbols, now and after every reconnect; again: receive the beginning again. */
    subscribe(channel, symbols = [null]) {
        const messages = symbols.map((symbol) => subscription("subscribe", channel, symbol));
        for (const message of messages) {
            this._subscriptions.set(`${channel} ${message.symbols}`, message);
        }
        this.send(messages);
    }

    /** Begin all subscriptions again. */
    resubscribe() {
        this.send([...this._subscriptions.values()]);
    }

    unsubscribe(channel, symbols = [null]) {
        const messages = symbols.map((symbol) => subscription("unsubscribe", channel, symbol));
        for (const message of messages) {
            this._subscriptions.delete(`${channel} ${message.symbols}`);
        }
        this.send(messages);
    }

    /**
     * Send a message or several.
     *
     * @returns {boolean} false when not live: nothing was sent
     */
    send(message) {
        if (this.state.name !== "live" || message.length === 0) {
            return false;
        }
        this._socket.send(JSON.stringify(message));
        return true;
    }

    async _connect() {
        this._attempt++;
        this._waiting();
        this._heard();
        const current = (this._current = {}); // `_drop` forgets it: what comes late is ignored
        try {
            const { token, ws_url } = await this._fetchToken();
            if (current === this._current) {
                this._open(ws_url, token);
            }
        } catch (error) {
            if (current === this._current) {
                this._failed(error instanceof Refused ? error.message : null);
            }
        }
    }

    _open(url, token) {
        const socket = (this._socket = new this._WebSocket(url));
        const current = (handler) => (event) => socket === this._socket && handler(event);
        this._token = token;
        socket.onopen = current(() => socket.send(JSON.stringify({ op: "login", token })));
        socket.onmessage = current(({ data }) => this._receive(JSON.parse(data)));
        socket.onclose = current(() => this._failed(null));
    }

    _receive(messages) {
        this._heard();
        for (const message of messages) {
            if (message.type === "login_ok") {
                this._loggedIn();
                this._onMessage(message);
            } else if (message.type === "error" && message.code === "UNAUTHENTICATED" && this.state.name !== "live") {
                this._failed(message.text, { code: message.code, text: message.text });
                return;
            } else if (message.type !== "pong") {
                this._onMessage(message);
            }
        }
    }

    _loggedIn() {
        this._later("renew", RENEW_AT * lifetime(this._token), () => this._renew());
        if (this.state.name === "live") {
            return;
        }
        this._attempt = 0;
        this._liveUntil = Date.now();
        this._enter({ name: "live" });
        this._ping();
        this.resubscribe();
    }

    /** Log in again with a newer token. Without one the session goes on until the sidecar ends it. */
    async _renew() {
        const socket = this._socket;
        try {
            const { token } = await this._fetchToken();
            if (socket === this._socket && this.send({ op: "login", token })) {
                this._token = token;
            }
        } catch {
            this._later("renew", this._pause(), () => this._renew());
        }
    }

    _ping() {
        this.send({ op: "ping", id: 1 });
        this._later("ping", PING_EVERY, () => this._ping());
    }

    _heard() {
        if (this.state.name === "live") {
            this._liveUntil = Date.now();
        }
        this._later("silence", SILENT_AFTER, () => this._failed(null));
    }

    /**
     * @param {string|null} reason words of whoever refused us, null when nobody answered
     * @param {{code: string, text: string}} [error] what the sidecar said
     */
    _failed(reason, error = {}) {
        this._drop();
        if (reason === null) {
            this._waiting();
        } else {
            this._enter({ name: "refused", reason, ...error, since: this._liveUntil });
        }
        this._later("retry", reason === null ? this._pause() : REFUSED_PAUSE, () => this._connect());
    }

    _waiting() {
        const attempt = Math.max(1, this._attempt);
        this._enter(
            this._liveUntil === null ? { name: "connecting", attempt } : { name: "stale", since: this._liveUntil, attempt }
        );
    }

    /** Exponential back-off with full jitter, so that a thousand screens do not come back in the same instant. */
    _pause() {
        const [first, longest] = BACK_OFF;
        return first + Math.random() * Math.min(longest, first * 2 ** this._attempt);
    }

    _drop() {
        const socket = this._socket;
        this._socket = null;
        this._current = null;
        for (const timer of Object.values(this._timers)) {
            clearTimeout(timer);
        }
        socket?.close();
    }

    _enter(state) {
        this.state = state;
        this._onState(state);
    }

    _later(name, milliseconds, callback) {
        clearTimeout(this._timers[name]);
        this._timers[name] = setTimeout(callback, milliseconds);
    }
}

function subscription(op, channel, symbol) {
    return symbol === null ? { op, channel } : { op, channel, symbols: [symbol] };
}

/** Lifetime of a JWT in milliseconds. Read from the token, so that this machine's clock need not be right. */
export function lifetime(token) {
    const { iat, exp } = JSON.parse(atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")));
    return (exp - iat) * 1000;
}
