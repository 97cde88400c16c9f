import { Component, onWillDestroy, onWillStart, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { Mutex } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { DashboardPanel } from "./dashboard_panel";

const NOTICE = "brokersync_crm/conversation";
const PAUSE = 2000; // milliseconds: a burst of messages is one reload

/** What a broker sees first: panels of what waits, arranged as each user likes. */
export class DashboardAction extends Component {
    static template = "brokersync_crm.DashboardAction";
    static components = { DashboardPanel, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.bus = useService("bus_service");
        this.state = useState({ phase: "loading", reason: "", panels: {}, layout: [], arranging: false });
        this.saves = new Mutex();
        this.timer = null;
        const onNotice = () => {
            this.timer ??= browser.setTimeout(() => {
                this.timer = null;
                this.load(["messages"]);
            }, PAUSE);
        };
        this.bus.subscribe(NOTICE, onNotice);
        onWillStart(() => this.load());
        onWillDestroy(() => {
            this.bus.unsubscribe(NOTICE, onNotice);
            browser.clearTimeout(this.timer);
        });
    }

    async load(names = null) {
        try {
            const { panels, layout } = await this.orm.call("brokersync.dashboard", "load", [names]);
            Object.assign(this.state.panels, panels);
            if (!names) {
                this.state.layout = layout; // with some panels alone comes what may just be changed here
            }
            this.state.phase = "ready";
        } catch (error) {
            Object.assign(this.state, { phase: "failed", reason: error.data?.message ?? "" });
        }
    }

    /** The panels to be seen; a panel without a title is nothing to this user. */
    get panels() {
        return this.state.layout
            .map((place) => ({ ...place, panel: this.state.panels[place.name] ?? {} }))
            .filter(({ panel, shown }) => (panel.title || panel.failed) && (shown || this.state.arranging));
    }

    toggleArranging() {
        this.state.arranging = !this.state.arranging;
    }

    toggle(name) {
        const place = this.state.layout.find((one) => one.name === name);
        place.shown = !place.shown;
        return this.save();
    }

    /** Exchange a panel with its neighbour among those that are seen. */
    move(name, step) {
        const seen = this.panels.map((place) => place.name);
        const neighbour = seen[seen.indexOf(name) + step];
        if (neighbour) {
            const { layout } = this.state;
            const [from, to] = [name, neighbour].map((one) => layout.findIndex((place) => place.name === one));
            [layout[from], layout[to]] = [layout[to], layout[from]];
            return this.save();
        }
    }

    /** One after the other: an arrangement must not be overtaken by the one before. */
    save() {
        return this.saves.exec(() => this.orm.call("brokersync.dashboard", "save_layout", [this.state.layout]));
    }

    open({ action, context, model, id, trader, conversation }) {
        if (model) {
            return this.action.doAction({ type: "ir.actions.act_window", res_model: model, res_id: id, views: [[false, "form"]] });
        }
        if (conversation) {
            return this.action.doAction("brokersync_crm.action_brokersync_hub", {
                additionalContext: { conversation_id: conversation, trader_id: trader },
            });
        }
        return this.action.doAction(action, { additionalContext: context ?? {} });
    }
}

registry.category("actions").add("brokersync_crm.dashboard", DashboardAction);
