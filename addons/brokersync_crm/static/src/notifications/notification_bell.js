import { Component, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { useDropdownState } from "@web/core/dropdown/dropdown_hooks";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

/** The bell in the top bar: what is unread, newest first. */
export class NotificationBell extends Component {
    static components = { Dropdown };
    static props = [];
    static template = "brokersync_crm.NotificationBell";

    setup() {
        this.action = useService("action");
        this.centre = useService("brokersync_notifications");
        this.state = useState(this.centre.state);
        this.dropdown = useDropdownState();
    }

    time(item) {
        return formatDateTime(deserializeDateTime(item.time));
    }

    open(item) {
        this.dropdown.close();
        this.centre.open(item);
    }

    openAll() {
        this.dropdown.close();
        this.action.doAction("brokersync_crm.action_brokersync_notification", { clearBreadcrumbs: true });
    }
}

registry
    .category("systray")
    .add("brokersync_crm.notification_bell", { Component: NotificationBell }, { sequence: 24 });
