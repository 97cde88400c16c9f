import { registry } from "@web/core/registry";

const pick = (field, text) => [
    { content: `type the ${field}`, trigger: `.o_field_widget[name=${field}] input`, run: `edit ${text}` },
    { content: `choose the ${field}`, trigger: `.o-autocomplete--dropdown-item a:contains(${text})`, run: "click" },
];

/** A broker enters a house order in the form and sends it, while the sidecar is away. */
registry.category("web_tour.tours").add("brokersync_oms_send_order", {
    steps: () => [
        { content: "the order list is there", trigger: ".o_list_view" },
        { content: "enter an order", trigger: ".o_list_button_add", run: "click" },
        ...pick("account_id", "TEST-A-HOUSE"),
        ...pick("instrument_id", "TCL"),
        { content: "how many", trigger: ".o_field_widget[name=order_qty] input", run: "edit 7" },
        { content: "at which price", trigger: ".o_field_widget[name=price] input", run: "edit 61.25" },
        { content: "send it", trigger: "button[name=action_submit]", run: "click" },
        { content: "it is pending", trigger: ".o_arrow_button_current:contains(Pending new)" },
        { content: "and the form says that it waits", trigger: ".alert-warning [name=sync_message]:contains(sidecar)" },
    ],
});
