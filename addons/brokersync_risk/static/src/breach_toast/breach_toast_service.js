import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

const NOTICE = "brokersync_risk/breach";
const MAX_TOASTS = 3; // of one message; the rest are counted
const TYPES = { high: "danger", medium: "warning", low: "info" };

/** Tells risk officers of a breach wherever they are. The server sends the message to their group only. */
export const breachToastService = {
    dependencies: ["action", "bus_service", "notification"],

    start(env, { action, bus_service: bus, notification }) {
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
        }
        bus.subscribe(NOTICE, ({ breaches }) => {
            breaches.slice(0, MAX_TOASTS).forEach(toast);
            if (breaches.length > MAX_TOASTS) {
                notification.add(_t("%s more breaches", breaches.length - MAX_TOASTS), {
                    type: "danger",
                    buttons: [
                        {
                            name: _t("Open"),
                            onClick: () => action.doAction("brokersync_risk.action_brokersync_risk_breach"),
                        },
                    ],
                });
            }
        });
        bus.start();
    },
};

registry.category("services").add("brokersync_risk.breach_toast", breachToastService);
