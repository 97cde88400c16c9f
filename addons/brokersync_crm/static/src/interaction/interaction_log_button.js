import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

import { Component, onWillStart } from "@odoo/owl";

/** The telephone in the top bar. */
export class InteractionLogButton extends Component {
    static template = "brokersync_crm.InteractionLogButton";
    static props = {};

    setup() {
        this.interactionLog = useService("brokersync_interaction_log");
        onWillStart(async () => {
            this.allowed = await this.interactionLog.allowed;
        });
    }
}

registry
    .category("systray")
    .add("brokersync_crm.interaction_log", { Component: InteractionLogButton }, { sequence: 40 });
