import { registry } from "@web/core/registry";

const outcome = (name) => `.modal .o_field_widget[name=outcome_id] .o_radio_item:contains(${name}) input`;

/** A broker opens a client's trader, logs a call by the keyboard, and finds it again. */
registry.category("web_tour.tours").add("brokersync_crm_log_interaction", {
    steps: () => [
        { content: "the firm is open", trigger: ".o_form_view .o_field_widget[name=code] input:value(TEST-A)" },
        { content: "its trader", trigger: ".o_field_widget[name=trader_ids] td:contains(Anna Alpha)" },
        { content: "the shortcut", trigger: "body", run: "press alt+shift+l" },
        { content: "the firm is filled in", trigger: ".modal .o_field_widget[name=firm_id] input:value(Alpha Grain)" },
        { content: "who", trigger: ".modal .o_field_widget[name=trader_id] input", run: "edit Anna" },
        { content: "choose her", trigger: ".o-autocomplete--dropdown-item a:contains(Anna Alpha)", run: "click" },
        { content: "what came of it", trigger: outcome("Closed"), run: "click" },
        { content: "what was said", trigger: ".modal .note-editable", run: "editor Wants a quote for March" },
        { content: "log it", trigger: ".modal button:contains(Log interaction)", run: "click" },
        { content: "the form is still there", trigger: "body:not(:has(.modal)) .o_form_view" },
        {
            content: "one click: the trader's timeline",
            trigger: ".o_field_widget[name=trader_ids] .o_data_row:contains(Anna Alpha) button[name=action_interactions]",
            run: "click",
        },
        { content: "two clicks: the interaction", trigger: ".o_kanban_record:contains(quote for March)", run: "click" },
        { content: "there it is", trigger: ".o_form_view .o_field_widget[name=notes]:contains(quote for March)" },
    ],
});

/** Without a shortcut: the telephone in the top bar, on a trader. */
registry.category("web_tour.tours").add("brokersync_crm_log_interaction_from_the_bar", {
    steps: () => [
        { content: "the trader is open", trigger: ".o_form_view .o_field_widget[name=code] input:value(TEST-A-1)" },
        { content: "the telephone", trigger: ".o_brokersync_log_interaction", run: "click" },
        { content: "she is filled in", trigger: ".modal .o_field_widget[name=trader_id] input:value(Anna Alpha)" },
        { content: "what came of it", trigger: outcome("Follow-up required"), run: "click" },
        { content: "a day is proposed", trigger: ".modal .o_field_widget[name=follow_up_date] button" },
        { content: "log it", trigger: ".modal button:contains(Log interaction)", run: "click" },
        { content: "done", trigger: "body:not(:has(.modal)) .o_form_view" },
    ],
});
