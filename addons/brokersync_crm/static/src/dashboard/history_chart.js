import { Component, onWillStart, useEffect, useRef, xml } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor } from "@web/core/colors/colors";

/** Bars stacked by kind, one a day. */
export class HistoryChart extends Component {
    static template = xml`<div class="o_brokersync_chart"><canvas t-ref="canvas" role="img" t-att-aria-label="words"/></div>`;
    static props = { chart: Object, title: String };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                const chart = new Chart(this.canvas.el, this.config);
                return () => chart.destroy();
            },
            () => [this.props.chart]
        );
    }

    /** The chart for those who do not see it. */
    get words() {
        const totals = this.props.chart.series.map(({ label, values }) => `${label} ${values.reduce((sum, value) => sum + value, 0)}`);
        return `${this.props.title}: ${totals.join(", ")}`;
    }

    get config() {
        const { labels, series } = this.props.chart;
        const scheme = cookie.get("color_scheme");
        return {
            type: "bar",
            data: {
                labels: labels.map((day) => day.slice(5)),
                datasets: series.map(({ label, values }, index) => ({
                    label,
                    data: values,
                    backgroundColor: getColor(index, scheme, "odoo"),
                })),
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                plugins: { legend: { position: "bottom" } },
                scales: { x: { stacked: true, grid: { display: false } }, y: { stacked: true, beginAtZero: true, ticks: { precision: 0 } } },
            },
        };
    }
}
