import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

const NOTICE = "brokersync_crm/notification";
const READ = "brokersync_crm/notification_read";

/** The bell in the portal's header: how many notifications are unread, and a word about each new one. */
export class PortalBell extends Interaction {
    static selector = ".o_brokersync_portal_bell";

    setup() {
        this.bus = this.services.bus_service;
        this.counter = this.el.querySelector(".o_brokersync_unread");
    }

    start() {
        const onNotice = (item) => this.onNotice(item);
        const onRead = () => this.count();
        this.bus.subscribe(NOTICE, onNotice);
        this.bus.subscribe(READ, onRead);
        this.bus.start();
        this.registerCleanup(() => {
            this.bus.unsubscribe(NOTICE, onNotice);
            this.bus.unsubscribe(READ, onRead);
        });
    }

    async onNotice(item) {
        const sticky = item.priority === "p1";
        const close = this.services.notification.add(item.body || item.title, {
            title: item.body ? item.title : undefined,
            type: { p1: "danger", p2: "warning" }[item.priority] || "info",
            sticky,
        });
        if (!sticky) {
            this.closeLast?.(); // a burst of fills must not cover a phone's screen: the bell keeps them
            this.closeLast = close;
        }
        await this.count();
    }

    async count() {
        const { count } = await this.waitFor(rpc("/brokersync/notifications", {}, { silent: true }));
        this.counter.textContent = count;
        this.counter.classList.toggle("d-none", !count);
    }
}

registry.category("public.interactions").add("brokersync_crm.portal_bell", PortalBell);
