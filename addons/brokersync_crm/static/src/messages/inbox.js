import { Component, onWillStart, onWillUpdateProps, useRef, useState } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { KeepLast } from "@web/core/utils/concurrency";
import { useDebounced } from "@web/core/utils/timing";
import { CHANNELS, shortTime } from "./wording";

const PAGE = 40;
const SPECIFICATION = {
    display_name: {},
    firm_id: { fields: { display_name: {} } },
    trader_id: {},
    last_at: {},
    last_id: { fields: { channel: {}, direction: {} } },
    preview: {},
    desk_unread: {},
};

/** The list of conversations: who waits for an answer comes to the eye first, search finds people and subjects. */
export class Inbox extends Component {
    static template = "brokersync_crm.Inbox";
    static props = {
        search: String,
        version: Number,
        selected: { type: [Number, { value: null }], optional: true },
        onOpen: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.channels = CHANNELS;
        this.shortTime = shortTime;
        this.list = useRef("list");
        this.latest = new KeepLast();
        this.state = useState({
            phase: "loading", reason: "", search: this.props.search, unreadOnly: false, rows: [], more: false, traders: [], limit: PAGE,
        });
        this.searchSoon = useDebounced(() => this.load(), 250);
        useAutofocus({ refName: "search" });
        useHotkey("alt+arrowdown", () => this.move(1));
        useHotkey("alt+arrowup", () => this.move(-1));
        onWillStart(() => this.load());
        onWillUpdateProps((next) => {
            if (next.version !== this.props.version) {
                this.load();
            }
        });
    }

    get domain() {
        const { search, unreadOnly } = this.state;
        const domain = unreadOnly ? [["desk_unread", ">", 0]] : [];
        const words = search.trim();
        return words ? ["&", ...(domain.length ? domain : [[1, "=", 1]]), ["search_text", "ilike", words]] : domain;
    }

    async load() {
        const words = this.state.search.trim();
        try {
            const [page, traders] = await this.latest.add(
                Promise.all([
                    this.orm.webSearchRead("brokersync.conversation", this.domain, {
                        specification: SPECIFICATION,
                        limit: this.state.limit,
                        count_limit: this.state.limit + 1,
                    }),
                    words ? this.orm.call("brokersync.trader", "name_search", [words], { limit: 5 }) : [],
                ])
            );
            const known = new Set(page.records.map(({ trader_id }) => trader_id));
            Object.assign(this.state, {
                phase: "ready",
                rows: page.records,
                more: page.length > page.records.length,
                traders: traders.filter(([id]) => !known.has(id)),
            });
        } catch (error) {
            Object.assign(this.state, { phase: "failed", reason: error.data?.message ?? "" });
        }
    }

    more() {
        this.state.limit += PAGE;
        return this.load();
    }

    onSearch() {
        this.state.limit = PAGE;
        this.searchSoon();
    }

    toggleUnread() {
        this.state.unreadOnly = !this.state.unreadOnly;
        return this.load();
    }

    move(step) {
        const { rows } = this.state;
        const at = rows.findIndex(({ id }) => id === this.props.selected);
        const row = rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)];
        if (row) {
            this.open(row);
            this.list.el?.querySelector(`[data-id="${row.id}"]`)?.scrollIntoView({ block: "nearest" });
        }
    }

    open(row) {
        this.props.onOpen(row.id, row.trader_id || null);
    }
}
