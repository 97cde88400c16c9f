import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { CHANNELS } from "./wording";

const SENDABLE = ["in_app", "email", "sms"];

/** Write to a trader, on a channel that reaches him or her. Ctrl+Enter sends; a text that was not sent stays. */
export class Composer extends Component {
    static template = "brokersync_crm.Composer";
    static props = { trader: Number, person: Object, onSent: Function };

    setup() {
        this.orm = useService("orm");
        this.channels = CHANNELS;
        this.sendable = SENDABLE;
        this.text = useRef("text");
        this.state = useState({ channel: SENDABLE.find((channel) => !this.obstacle(channel)) ?? "in_app", subject: "", body: "", busy: false, reason: "" });
        onWillStart(async () => {
            this.mayWrite = await user.hasGroup("brokersync_crm.group_broker");
        });
    }

    /** Why `channel` does not reach the trader; empty when it does. */
    obstacle(channel) {
        const { user_id, email, phone } = this.props.person;
        const missing = {
            in_app: !user_id && _t("no portal login"),
            email: !email && _t("no e-mail address"),
            sms: !phone && _t("no phone number"),
        };
        return missing[channel] || "";
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && (ev.ctrlKey || ev.metaKey)) {
            ev.preventDefault();
            this.send();
        }
    }

    async send() {
        const { channel, subject, body, busy } = this.state;
        if (busy || !body.trim()) {
            this.text.el?.focus();
            return;
        }
        Object.assign(this.state, { busy: true, reason: "" });
        try {
            const conversation = await this.orm.call("brokersync.conversation", "send", [this.props.trader, channel, body, subject]);
            Object.assign(this.state, { body: "", subject: "" });
            this.props.onSent(conversation);
        } catch (error) {
            this.state.reason = error.data?.message ?? _t("The server does not answer.");
        } finally {
            this.state.busy = false;
        }
    }
}
