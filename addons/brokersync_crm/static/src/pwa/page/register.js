import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** On every portal page: the worker that makes the portal an app, and that forgets when somebody logs out. */
export class RegisterWorker extends Interaction {
    static selector = "#wrapwrap.o_portal";
    dynamicContent = {
        "#o_logout": { "t-on-click": this.onLogout },
    };

    async willStart() {
        // Only over https or on this machine; a browser without it shows the portal as a plain site.
        if ("serviceWorker" in navigator) {
            try {
                await navigator.serviceWorker.register("/brokersync/service-worker.js", { scope: "/my" });
            } catch (error) {
                console.warn("The portal works without its offline page:", error.message);
            }
        }
    }

    onLogout() {
        navigator.serviceWorker?.controller?.postMessage("forget");
    }
}

registry.category("public.interactions").add("brokersync_crm.register_worker", RegisterWorker);
