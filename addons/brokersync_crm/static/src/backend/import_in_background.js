import { ImportAction } from "@base_import/import_action/import_action";
import { patch } from "@web/core/utils/patch";

/** A large file goes into the line instead of keeping the browser waiting. */
patch(ImportAction.prototype, {
    async importInBackground() {
        const { columns, formattedImportOptions, id, orm } = this.model;
        const action = await orm.call("base_import.import", "action_import_in_background", [
            id,
            columns.map((column) => (column.fieldInfo ? column.fieldInfo.fieldPath : false)),
            columns.map((column) => column.name.trim().toLowerCase()),
            formattedImportOptions,
        ]);
        this.actionService.doAction(action, { clearBreadcrumbs: true });
    },
});
