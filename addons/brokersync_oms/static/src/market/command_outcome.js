import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { orderWords, reportWords } from "./wording.js";

/** What became of the last command sent from this screen, and why. */
export class CommandOutcome extends Component {
    static template = "brokersync_oms.CommandOutcome";
    static props = { market: Object, instruments: Array };

    get command() {
        return this.props.market.commands.latest;
    }

    get subject() {
        const { message, order } = this.command;
        const subject = order ?? message;
        const words = orderWords(subject, this.instrument(subject));
        return order ? _t("Cancel “%s”", words) : words;
    }

    get report() {
        const { report, reason } = this.command;
        return reportWords(report, this.instrument(report), reason);
    }

    /** Look of the alert: an answer that ended the order without any fill deserves attention. */
    get level() {
        const { state, report, order } = this.command;
        if (state === "answered") {
            return !order && ["canceled", "expired"].includes(report.ord_status) ? "warning" : "success";
        }
        return { sending: "info", refused: "danger", unknown: "warning" }[state];
    }

    instrument({ symbol }) {
        return this.props.instruments.find((instrument) => instrument.symbol === symbol);
    }
}
