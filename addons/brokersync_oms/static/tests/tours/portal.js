import { registry } from "@web/core/registry";

/** A client enters an order on the portal's page. */
registry.category("web_tour.tours").add("brokersync_oms_portal_order", {
    steps: () => [
        { content: "enter an order", trigger: "a:contains(New order)", run: "click", expectUnloadPage: true },
        { content: "which instrument", trigger: "select[name=instrument_id]", run: "selectByLabel TCL" },
        { content: "how many", trigger: "input[name=order_qty]", run: "edit 4" },
        { content: "at which price", trigger: "input[name=price]", run: "edit 60.5" },
        { content: "send it", trigger: "form button[type=submit]:contains(Send)", run: "click", expectUnloadPage: true },
        { content: "the order's page shows how it stands", trigger: ".badge:contains(Pending new)" },
    ],
});

/** The market page while the sidecar is away: all instruments, no quotes, no ticket, and the reason. */
registry.category("web_tour.tours").add("brokersync_oms_portal_market_away", {
    steps: () => [
        { content: "it says that nobody answers", trigger: "[data-state=connecting] [role=alert]:contains(The market cannot be reached)" },
        { content: "choose an instrument", trigger: ".o_brokersync_quotes button:contains(TZC)", run: "click" },
        { content: "its book is not there yet", trigger: ".o_brokersync_depth:contains(Waiting for the order book)" },
        { content: "positions come from Odoo", trigger: ".o_brokersync_positions td:contains(TCL)" },
        { content: "nothing can be sent", trigger: ".o_brokersync_portal_market:not(:has(.o_brokersync_send))" },
    ],
});
