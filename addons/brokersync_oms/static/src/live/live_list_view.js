import { registry } from "@web/core/registry";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";
import { useLiveReload } from "./live_reload";

/** A list of orders, executions or positions that follows the market. It waits while someone edits or selects rows. */
export class LiveListController extends ListController {
    setup() {
        super.setup();
        useLiveReload({
            concerns: ({ traded }) => traded || this.props.resModel !== "brokersync.position",
            reload: () => this.reloadLive(),
            pause: 1000,
        });
    }

    async reloadLive() {
        const { root } = this.model;
        if (!root.editedRecord && !root.selection?.length) {
            await root.load();
        }
    }
}

registry.category("views").add("brokersync_live_list", { ...listView, Controller: LiveListController });
