import { Component } from "@odoo/owl";
import { HistoryChart } from "./history_chart";

/** One panel: figures, rows or a chart, each a click away from its records. */
export class DashboardPanel extends Component {
    static template = "brokersync_crm.DashboardPanel";
    static components = { HistoryChart };
    static props = {
        name: String,
        panel: Object,
        shown: Boolean,
        arranging: Boolean,
        onOpen: Function,
        onRetry: Function,
        onToggle: Function,
        onMove: Function,
    };

    get hasRows() {
        const { rows, chart } = this.props.panel;
        return chart ? chart.series.length > 0 : rows.length > 0;
    }
}
