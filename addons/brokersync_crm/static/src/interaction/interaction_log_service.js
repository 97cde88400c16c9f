import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

const ACTION = "brokersync_crm.action_brokersync_interaction_quick";
export const HOTKEY = "alt+shift+l";

/** The record that is open in the form view, as the server wants it named. */
function onScreen(action) {
    const controller = action.currentController;
    const id = controller?.currentState?.resId;
    const model = controller?.action.res_model;
    return Number.isInteger(id) && model ? { active_model: model, active_id: id } : {};
}

/** Opens the form in which a broker logs an interaction, from wherever he or she is. */
export const interactionLogService = {
    dependencies: ["action", "command"],
    start(env, { action, command }) {
        const log = (record = onScreen(action)) => action.doAction(ACTION, { additionalContext: record });
        const allowed = user.hasGroup("brokersync_crm.group_broker");
        allowed.then((may) => {
            if (may) {
                command.add(_t("Log an interaction with a client"), () => log(), {
                    hotkey: HOTKEY,
                    hotkeyOptions: { global: true, bypassEditableProtection: true },
                    global: true,
                });
            }
        });
        return { allowed, log };
    },
};

registry.category("services").add("brokersync_interaction_log", interactionLogService);
