import { Chatter } from "@mail/chatter/web_portal/chatter";
import { patch } from "@web/core/utils/patch";
import { useService } from "@web/core/utils/hooks";

import { onWillStart } from "@odoo/owl";

const MODELS = ["brokersync.firm", "brokersync.trader"];

/** Below a firm or a trader, beside "Log note": what was said is logged where it can be found. */
patch(Chatter.prototype, {
    setup() {
        super.setup(...arguments);
        this.interactionLog = useService("brokersync_interaction_log");
        onWillStart(async () => {
            this.mayLogInteractions = await this.interactionLog.allowed;
        });
    },
    get offersInteractionLog() {
        return this.mayLogInteractions && this.props.threadId && MODELS.includes(this.props.threadModel);
    },
    logInteraction() {
        this.interactionLog.log({ active_model: this.props.threadModel, active_id: this.props.threadId });
    },
});
