import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";
import { useLiveReload } from "./live_reload";

/** The form of an order, which follows the market. What someone is typing is never lost. */
export class LiveFormController extends FormController {
    setup() {
        super.setup();
        useLiveReload({
            concerns: ({ orders }) => orders === null || orders.includes(this.model.root.resId),
            reload: () => this.reloadLive(),
            pause: 300,
        });
    }

    async reloadLive() {
        const { root } = this.model;
        if (root.resId && !(await root.isDirty())) {
            await root.load();
        }
    }
}

registry.category("views").add("brokersync_live_form", { ...formView, Controller: LiveFormController });
