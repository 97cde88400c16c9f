import { _t } from "@web/core/l10n/translation";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

const WORKER = "/brokersync/service-worker.js";

/** Switches push on and off in this browser. */
export class PortalPush extends Interaction {
    static selector = ".o_brokersync_push";
    dynamicContent = {
        ".o_push_on": { "t-on-click": this.switchOn },
        ".o_push_off": { "t-on-click": this.switchOff },
    };

    async willStart() {
        this.supported = "serviceWorker" in navigator && "PushManager" in window;
    }

    start() {
        this.show();
    }

    async subscription() {
        const worker = await navigator.serviceWorker.getRegistration(WORKER);
        return worker ? worker.pushManager.getSubscription() : null;
    }

    async show() {
        if (!this.supported) {
            this.say(_t("This browser cannot receive push messages. On a phone, add BrokerSync to the home screen first."));
            return;
        }
        if (Notification.permission === "denied") {
            this.say(_t("Push is blocked for this site in the browser's settings."));
            return;
        }
        const on = Boolean(await this.waitFor(this.subscription()));
        this.say(on ? _t("This browser shows what you choose below under Push.") : _t("Switched off in this browser."));
        this.el.querySelector(".o_push_on").classList.toggle("d-none", on);
        this.el.querySelector(".o_push_off").classList.toggle("d-none", !on);
    }

    say(text) {
        this.el.querySelector(".o_push_text").textContent = text;
    }

    async switchOn() {
        try {
            const key = await this.waitFor(rpc("/my/notifications/push/key"));
            await this.waitFor(navigator.serviceWorker.register(WORKER, { scope: "/my" }));
            const worker = await this.waitFor(navigator.serviceWorker.ready);
            const subscription = await this.waitFor(
                worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
            );
            await this.waitFor(rpc("/my/notifications/push/on", { subscription: subscription.toJSON(), key }));
            await this.show();
        } catch (error) {
            this.say(_t("Push could not be switched on: %s", error.message));
        }
    }

    async switchOff() {
        const subscription = await this.waitFor(this.subscription());
        if (subscription) {
            await this.waitFor(rpc("/my/notifications/push/off", { endpoint: subscription.endpoint }));
            await this.waitFor(subscription.unsubscribe());
        }
        await this.show();
    }
}

registry.category("public.interactions").add("brokersync_crm.portal_push", PortalPush);
