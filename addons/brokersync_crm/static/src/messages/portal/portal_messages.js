import { fetchPage, Refresher } from "@brokersync_crm/portal/refresher";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

const NOTICE = "brokersync_crm/conversation";
const PAUSE = 500; // milliseconds between two looks at the server
const BUS_SETTLES = 1000; // milliseconds: once connected, the bus asks for its channels a moment later

/** The messages with the broker: what is new appears by itself, what is being typed stays. */
export class PortalMessages extends Interaction {
    static selector = ".o_brokersync_messages";
    dynamicContent = {
        "#body": { "t-on-keydown": this.onKeydown },
    };

    setup() {
        this.bus = this.services.bus_service;
        this.refresher = new Refresher(() => this.refresh(), PAUSE);
        this.settling = null;
    }

    start() {
        const onNotice = () => this.refresher.request();
        // What changed before the bus listens is told to nobody.
        const onConnect = () => {
            browser.clearTimeout(this.settling);
            this.settling = browser.setTimeout(onNotice, BUS_SETTLES);
        };
        this.bus.subscribe(NOTICE, onNotice);
        this.bus.addEventListener("BUS:CONNECT", onConnect);
        this.bus.addEventListener("BUS:RECONNECT", onConnect);
        this.bus.start();
        this.registerCleanup(() => {
            this.bus.unsubscribe(NOTICE, onNotice);
            this.bus.removeEventListener("BUS:CONNECT", onConnect);
            this.bus.removeEventListener("BUS:RECONNECT", onConnect);
            browser.clearTimeout(this.settling);
            this.refresher.stop();
        });
        this.toEnd();
    }

    get list() {
        return this.el.querySelector(".o_brokersync_messages_list");
    }

    toEnd() {
        this.list.scrollTop = this.list.scrollHeight;
    }

    async refresh() {
        const page = await this.waitFor(fetchPage());
        const list = page?.querySelector(".o_brokersync_messages_list");
        if (list && list.textContent !== this.list.textContent) {
            this.list.replaceChildren(...list.childNodes);
            this.toEnd();
        }
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && (ev.ctrlKey || ev.metaKey) && ev.target.value.trim()) {
            ev.target.form.requestSubmit();
        }
    }
}

registry.category("public.interactions").add("brokersync_crm.portal_messages", PortalMessages);
