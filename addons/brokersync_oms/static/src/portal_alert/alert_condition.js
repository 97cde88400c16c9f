import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

const PRICE = ["cross_above", "cross_below", "above", "below"];

/** One condition of the alert form: shows what its kind needs. */
export class AlertCondition extends Interaction {
    static selector = ".o_brokersync_condition";
    dynamicContent = { "select[name^=kind]": { "t-on-change": this.show } };

    start() {
        this.show();
    }

    show() {
        const kind = this.el.querySelector("select[name^=kind]").value;
        const family = PRICE.includes(kind) ? "price" : kind.split("_")[0];
        for (const field of this.el.querySelectorAll("[data-for]")) {
            const used = Boolean(kind) && field.dataset.for.split(" ").includes(family);
            field.classList.toggle("d-none", !used);
            field.querySelector("input, select").disabled = !used;
        }
    }
}

registry.category("public.interactions").add("brokersync_oms.alert_condition", AlertCondition);
