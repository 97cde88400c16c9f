import { onWillDestroy } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { useService } from "@web/core/utils/hooks";

export const NOTICE = "brokersync_oms/orders";

/**
 * Reload a view when the bus says that what it shows has changed: at once, then at most once in `pause` milliseconds.
 *
 * @param {Object} options
 * @param {(notice: {orders: number[]|null, traded: boolean}) => boolean} options.concerns whether a notice is about this view;
 *     `orders` null means many orders
 * @param {() => Promise} options.reload
 * @param {number} options.pause
 */
export function useLiveReload({ concerns, reload, pause }) {
    const bus = useService("bus_service");
    let timer = null;
    let again = false;

    async function run() {
        again = false;
        timer = browser.setTimeout(() => {
            timer = null;
            if (again) {
                run();
            }
        }, pause);
        await reload();
    }
    function request() {
        if (timer) {
            again = true;
        } else {
            run();
        }
    }
    function onNotice(notice) {
        if (concerns(notice)) {
            request();
        }
    }
    // What changed before the bus listened is told to nobody: look now, and once more when it listens for certain.
    function onConnect() {
        request();
        again = true;
    }
    bus.addEventListener("BUS:CONNECT", onConnect);
    bus.addEventListener("BUS:RECONNECT", onConnect);
    bus.subscribe(NOTICE, onNotice);
    bus.start();
    onWillDestroy(() => {
        bus.unsubscribe(NOTICE, onNotice);
        bus.removeEventListener("BUS:CONNECT", onConnect);
        bus.removeEventListener("BUS:RECONNECT", onConnect);
        browser.clearTimeout(timer);
    });
}
