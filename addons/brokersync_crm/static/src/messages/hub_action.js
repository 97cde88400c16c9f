import { Component, onWillDestroy, onWillStart, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { router } from "@web/core/browser/router";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Inbox } from "./inbox";
import { Thread } from "./thread";

const NOTICE = "brokersync_crm/conversation";
const PAUSE = 500; // milliseconds between two looks at the server, however many messages come in

/** Every conversation with clients, across all channels: the inbox on the left, the messages on the right. */
export class HubAction extends Component {
    static template = "brokersync_crm.HubAction";
    static components = { Inbox, Layout, Thread };
    static props = { ...standardActionServiceProps };

    setup() {
        const { params = {}, context = {} } = this.props.action;
        this.orm = useService("orm");
        this.bus = useService("bus_service");
        // version: counts the changes that the panes have to look at
        this.state = useState({ conversation: null, trader: null, version: 0 });
        this.search = params.search ?? context.search ?? "";
        this.timer = null;
        const onNotice = () => {
            this.timer ??= browser.setTimeout(() => {
                this.timer = null;
                this.state.version++;
            }, PAUSE);
        };
        this.bus.subscribe(NOTICE, onNotice);
        this.bus.addEventListener("BUS:RECONNECT", onNotice);
        onWillStart(() => {
            if (context.conversation_id) {
                this.open(context.conversation_id, context.trader_id ?? null);
                return;
            }
            // The address tells after a reload, and when a notification leads here.
            return this.openTrader(
                params.trader_id ??
                    this.props.state?.trader_id ??
                    Number(router.current.trader_id)
            );
        });
        onWillDestroy(() => {
            this.bus.unsubscribe(NOTICE, onNotice);
            this.bus.removeEventListener("BUS:RECONNECT", onNotice);
            browser.clearTimeout(this.timer);
        });
    }

    /** Show the messages with a trader, also when there are none yet. */
    async openTrader(traderId) {
        if (!traderId) {
            return;
        }
        const [conversation] = await this.orm.searchRead(
            "brokersync.conversation", [["trader_id", "=", traderId]], ["id"], { limit: 1 }
        );
        this.open(conversation?.id ?? null, traderId);
    }

    open(conversation, trader) {
        Object.assign(this.state, { conversation, trader });
        this.props.updateActionState?.({ trader_id: trader || undefined });
    }

    onSent(conversation) {
        this.state.conversation = conversation;
        this.state.version++;
    }

    close() {
        this.open(null, null);
    }
}

registry.category("actions").add("brokersync_crm.hub", HubAction);
