import { Component, onWillDestroy, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { ageWords } from "./wording.js";

/** Says whether what is on the screen is the market: connecting, live, old, or refused. Never silent when it is not live. */
export class ConnectionState extends Component {
    static template = "brokersync_oms.ConnectionState";
    static props = { state: Object, onRetry: Function };

    setup() {
        this.clock = useState({ now: Date.now() });
        const timer = browser.setInterval(() => (this.clock.now = Date.now()), 1000);
        onWillDestroy(() => browser.clearInterval(timer));
    }

    get age() {
        return ageWords(this.clock.now - this.props.state.since);
    }
}
