import { registry } from "@web/core/registry";

/** The ladder while the sidecar is away: says so, keeps trying, offers nothing that cannot work. */
registry.category("web_tour.tours").add("brokersync_oms_ladder_away", {
    steps: () => [
        { content: "open the menu", trigger: "[data-menu-xmlid='brokersync_oms.menu_trading']", run: "click" },
        { content: "open the order book", trigger: "[data-menu-xmlid='brokersync_oms.menu_ladder']", run: "click" },
        { content: "it says that nobody answers", trigger: "[data-state=connecting] [role=alert]:contains(The market cannot be reached)" },
        { content: "instruments can be chosen", trigger: ".o_brokersync_picker", run: "select TCL" },
        { content: "there is no quote", trigger: ".o_brokersync_last:contains(–)" },
        { content: "own orders are known from Odoo", trigger: ".o_brokersync_open_orders td:contains(Buy TCL)" },
        { content: "nothing can be sent", trigger: ".o_brokersync_desk:not(:has(.o_brokersync_send))" },
        { content: "try again by hand", trigger: ".o_brokersync_connection button:contains(Try now)", run: "click" },
        { content: "it still says so", trigger: "[data-state=connecting] [role=alert]:contains(The market cannot be reached)" },
    ],
});

/** The ladder when Odoo does not know where the sidecar is. */
registry.category("web_tour.tours").add("brokersync_oms_ladder_refused", {
    steps: () => [
        { content: "it shows Odoo's words", trigger: "[data-state=refused] [role=alert]:contains(BROKERSYNC_SIDECAR_WS_URL is not set)" },
        { content: "and a way to try again", trigger: "[data-state=refused] button:contains(Try again)" },
    ],
});
