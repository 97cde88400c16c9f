import { Component } from "@odoo/owl";

/** Whose orders and positions are shown, and for whom the ticket trades. */
export class AccountPicker extends Component {
    static template = "brokersync_oms.AccountPicker";
    static props = { screen: Object };

    onChange({ target }) {
        this.props.screen.useAccount(target.value);
    }
}
