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
        this.timer = null;
        this.settling = null;
        this.again = false;
    }

    start() {
        const onNotice = () => this.onNotice();
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
            browser.clearTimeout(this.timer);
            browser.clearTimeout(this.settling);
        });
        onConnect(); // another tab may have connected it already
    }

    onNotice() {
        if (this.timer) {
            this.again = true;
        } else {
            this.refresh();
        }
    }

    /** Wait before the next refresh. */
    pause() {
        this.timer = browser.setTimeout(() => {
            this.timer = null;
            if (this.again) {
                this.refresh();
            }
        }, PAUSE);
    }

    async refresh() {
        this.again = false;
        this.pause();
        const response = await this.waitFor(browser.fetch(browser.location.href, { headers: { Accept: "text/html" } }));
        if (response.ok) {
            const page = new DOMParser().parseFromString(await this.waitFor(response.text()), "text/html");
            const fresh = page.getElementById(this.el.id);
            if (fresh) {
                this.el.replaceChildren(...fresh.childNodes);
            }
        }
    }
}

registry.category("public.interactions").add("brokersync_oms.live_page", LivePage);
