import { Component, onPatched, onWillStart, onWillUpdateProps, useRef, useState } from "@odoo/owl";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Composer } from "./composer";
import { CHANNELS, longTime, STATES } from "./wording";

const PAGE = 50;
const MESSAGE = {
    channel: {},
    direction: {},
    automatic: {},
    subject: {},
    body: {},
    sent_at: {},
    state: {},
    broker_id: { fields: { display_name: {} } },
    res_model: {},
    res_id: {},
    status_ids: { fields: { state: {}, at: {}, reason: {}, user_id: { fields: { display_name: {} } } } },
};
const PERSON = { display_name: {}, email: {}, phone: {}, user_id: {}, firm_id: { fields: { display_name: {} } } };

/** The messages of one conversation, oldest first, and the field to answer in. */
export class Thread extends Component {
    static template = "brokersync_crm.Thread";
    static components = { Composer };
    static props = {
        conversation: { type: [Number, { value: null }], optional: true },
        trader: { type: [Number, { value: null }], optional: true },
        version: Number,
        onSent: Function,
        onClose: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        Object.assign(this, { channels: CHANNELS, states: STATES, longTime });
        this.scroll = useRef("scroll");
        this.latest = new KeepLast();
        this.state = useState({ phase: "loading", reason: "", person: null, messages: [], more: false, automatic: false, limit: PAGE });
        this.toEnd = true;
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((next) => {
            if (next.version !== this.props.version || next.conversation !== this.props.conversation) {
                this.load(next);
            }
        });
        onPatched(() => this.scrollToEnd());
    }

    async load({ conversation, trader } = this.props) {
        try {
            const [[person], page] = await this.latest.add(
                Promise.all([
                    trader
                        ? this.orm.webRead("brokersync.trader", [trader], { specification: PERSON })
                        : this.orm.webRead("brokersync.conversation", [conversation], { specification: { display_name: {}, firm_id: PERSON.firm_id } }),
                    conversation ? this.messages(conversation) : { records: [], length: 0 },
                ])
            );
            this.toEnd = page.records[0]?.id !== this.state.messages.at(-1)?.id;
            Object.assign(this.state, {
                phase: "ready",
                person,
                messages: page.records.reverse(),
                more: page.length > page.records.length,
            });
            if (conversation) {
                await this.orm.silent.call("brokersync.conversation", "mark_read", [[conversation]]);
            }
        } catch (error) {
            Object.assign(this.state, { phase: "failed", reason: error.data?.message ?? "" });
        }
    }

    messages(conversation) {
        const domain = [["conversation_id", "=", conversation]];
        if (!this.state.automatic) {
            domain.push(["automatic", "=", false]);
        }
        return this.orm.webSearchRead("brokersync.communication", domain, {
            specification: MESSAGE,
            limit: this.state.limit,
            count_limit: this.state.limit + 1,
        });
    }

    scrollToEnd() {
        if (this.toEnd && this.scroll.el) {
            this.scroll.el.scrollTop = this.scroll.el.scrollHeight;
            this.toEnd = false;
        }
    }

    earlier() {
        this.state.limit += PAGE;
        return this.load();
    }

    toggleAutomatic() {
        this.state.automatic = !this.state.automatic;
        return this.load();
    }

    author({ direction, broker_id, automatic }) {
        if (direction === "in") {
            return this.state.person.display_name;
        }
        return automatic ? "BrokerSync" : broker_id.display_name;
    }

    /** Who, when and why of each state a message went through, for the tip of its last one. */
    history({ status_ids }) {
        return status_ids
            .map(({ state, at, reason, user_id }) =>
                [STATES[state].label, longTime(at), user_id?.display_name, reason].filter(Boolean).join(" · ")
            )
            .join("\n");
    }

    openRecord({ res_model, res_id }) {
        return this.action.doAction({ type: "ir.actions.act_window", res_model, res_id, views: [[false, "form"]] });
    }

    openPerson() {
        const { trader } = this.props;
        const [res_model, res_id] = trader ? ["brokersync.trader", trader] : ["brokersync.firm", this.state.person.firm_id.id];
        return this.openRecord({ res_model, res_id });
    }
}
