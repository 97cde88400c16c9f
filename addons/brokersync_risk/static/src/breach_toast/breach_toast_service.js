import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

const NOTICE = "brokersync_risk/breach";
const MAX_TOASTS = 3; // the latest ones; all are in the list of breaches
const TYPES = { high: "danger", medium: "warning", low: "info" };

/** Tells risk officers of a breach wherever they are. The server sends the message to their group only. */
export const breachToastService = {
    dependencies: ["action", "bus_service", "notification"],

    start(env, { action, bus_service: bus, notification }) {
        const closeOpen = [];

        function openBreach(id) {
            action.doAction({
                type: "ir.actions.act_window",
                res_model: "brokersync.risk.breach",
                res_id: id,
                views: [[false, "form"]],
            });
        }
        function toast({ id, account, label, text, symbol, severity }) {
            const close = notification.add(symbol ? `${symbol}: ${text}` : text, {
                title: `${account} · ${label}`,
                type: TYPES[severity],
                sticky: severity === "high",
                buttons: [
                    {
                        name: _t("Open"),
                        primary: true,
                        onClick: () => {
                            close();
                            openBreach(id);
                        },
                    },
                ],
            });
            closeOpen.push(close);
            if (closeOpen.length > MAX_TOASTS) {
                closeOpen.shift()();
            }
        }
        bus.subscribe(NOTICE, ({ breaches }) => breaches.slice(-MAX_TOASTS).forEach(toast));
        bus.start();
    },
};

registry.category("services").add("brokersync_risk.breach_toast", breachToastService);
