import { onMounted, onWillDestroy } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { useService } from "@web/core/utils/hooks";

export const NOTICE = "brokersync_oms/orders";
const BUS_SETTLES = 1000; // milliseconds: once connected, the bus asks for its channels a moment later

/**
 * Reload a view when the bus says that what it shows has changed: at once, and once more after `pause` milliseconds; never
 * more often.
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
    let settling = null;
    let again = false;
    let mounted = false; // before, there may be no record to compare with or to load again

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
        if (timer || !mounted) {
            again = true;
        } else {
            run();
        }
    }
    function onNotice(notice) {
        if (!mounted || concerns(notice)) {
            request();
            again = true; // a button pressed just before may put older data over what was loaded
        }
    }
    // What changed before the bus listens is told to nobody.
    function onConnect() {
        browser.clearTimeout(settling);
        settling = browser.setTimeout(request, BUS_SETTLES);
    }
    bus.addEventListener("BUS:CONNECT", onConnect);
    bus.addEventListener("BUS:RECONNECT", onConnect);
    bus.subscribe(NOTICE, onNotice);
    bus.start();
    onMounted(() => {
        mounted = true;
        if (again) {
            run();
        }
        onConnect(); // the bus may have connected already
    });
    onWillDestroy(() => {
        bus.unsubscribe(NOTICE, onNotice);
        bus.removeEventListener("BUS:CONNECT", onConnect);
        bus.removeEventListener("BUS:RECONNECT", onConnect);
        browser.clearTimeout(timer);
        browser.clearTimeout(settling);
    });
}
