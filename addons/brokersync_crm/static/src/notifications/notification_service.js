import { reactive } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { redirect } from "@web/core/utils/urls";

const NOTICE = "brokersync_crm/notification";
const READ = "brokersync_crm/notification_read";
const TOAST = { p1: "danger", p2: "warning", p3: "info", p4: "info" };

/** The unread notifications of the user, kept up to date by the bus; each new one is shown for a moment, P1 until closed. */
export const notificationCentre = {
    dependencies: ["bus_service", "notification"],
    start(env, { bus_service: bus, notification }) {
        const state = reactive({ count: 0, items: [], failed: false });
        const toasts = new Map();

        async function call(route, params = {}) {
            try {
                Object.assign(state, await rpc(route, params, { silent: true }), { failed: false });
            } catch {
                state.failed = true;
            }
        }
        const centre = {
            state,
            refresh: () => call("/brokersync/notifications"),
            readAll: () => call("/brokersync/notifications/read"),
            async acknowledge(item) {
                toasts.get(item.id)?.();
                await call("/brokersync/notifications/acknowledge", { ids: [item.id] });
            },
            async open(item) {
                toasts.get(item.id)?.();
                await call("/brokersync/notifications/read", { ids: [item.id] });
                if (item.url) {
                    redirect(item.url);
                }
            },
        };
        function buttonsOf(item) {
            if (item.acknowledge) {
                return [{ name: _t("Acknowledge"), onClick: () => centre.acknowledge(item) }];
            }
            return item.url ? [{ name: _t("Open"), onClick: () => centre.open(item) }] : [];
        }
        function toast(item) {
            toasts.get(item.id)?.();
            const close = notification.add(item.body || item.title, {
                title: item.body ? item.title : undefined,
                type: TOAST[item.priority],
                sticky: item.priority === "p1",
                buttons: buttonsOf(item),
                onClose: () => toasts.delete(item.id),
            });
            toasts.set(item.id, close);
        }
        bus.subscribe(NOTICE, (item) => {
            toast(item);
            centre.refresh();
        });
        bus.subscribe(READ, ({ ids }) => {
            ids.forEach((id) => toasts.get(id)?.());
            centre.refresh();
        });
        bus.start();
        centre.refresh();
        return centre;
    },
};

registry.category("services").add("brokersync_notifications", notificationCentre);
