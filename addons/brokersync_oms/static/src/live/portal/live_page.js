import { fetchPage, Refresher } from "@brokersync_crm/portal/refresher";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

const NOTICE = "brokersync_oms/orders";
const PAUSE = 1000; // milliseconds between two refreshes
const BUS_SETTLES = 1000; // milliseconds: once connected, the bus asks for its channels a moment later

/** Orders and positions in the portal: fetches its part of the page again when the bus says that something changed. */
export class LivePage extends Interaction {
    static selector = ".o_brokersync_live";

    setup() {
        this.bus = this.services.bus_service;
        this.refresher = new Refresher(() => this.refresh(), PAUSE);
        this.settling = null;
    }

    start() {
        const onNotice = () => this.refresher.request();
        this.bus.subscribe(NOTICE, onNotice);
        // What changed before the bus listens is told to nobody.
        const onConnect = () => {
            browser.clearTimeout(this.settling);
            this.settling = browser.setTimeout(onNotice, BUS_SETTLES);
        };
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
        onConnect(); // another tab may have connected it already
    }

    async refresh() {
        const page = await this.waitFor(fetchPage());
        const fresh = page?.getElementById(this.el.id);
        // What says the same stays: the button that is being clicked, and whatever has the keyboard.
        if (fresh && fresh.textContent !== this.el.textContent) {
            this.el.replaceChildren(...fresh.childNodes);
        }
    }
}

registry.category("public.interactions").add("brokersync_oms.live_page", LivePage);
