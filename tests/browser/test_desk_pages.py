"""The desk's screens: axe finds nothing serious in what is ours, and nothing scrolls sideways.

Odoo's own search bar, check boxes of lists, avatars and chatter have findings of their own, which no addon can mend.
"""

import pytest

from tests.browser import accessibility

OF_ODOO = (
    ".o_control_panel",
    ".o-checkbox",
    ".o_optional_columns_dropdown",
    ".o_list_actions_header",
    ".o_avatar",
    ".o_field_many2one_avatar",
    ".o-mail-Chatter",
)
SCREENS = (
    "/odoo/dashboard",
    "/odoo/messages",
    "/odoo/interactions",
    "/odoo/action-brokersync_crm.action_brokersync_firm",
    "/odoo/action-brokersync_crm.action_brokersync_trader",
    "/odoo/client-tickets",
    "/odoo/client-articles",
    "/odoo/orders",
    "/odoo/positions",
)


VIEWPORTS = {"tablet": (768, 1024), "desk": (1440, 900)}


@pytest.mark.timeout(900)
def test_the_desks_screens_fit_and_read(screen):
    screen.login("broker")
    wrong = []
    for path in SCREENS:
        screen.size(*VIEWPORTS["tablet"])
        screen.open(path)
        screen.one(".o_action_manager > *")
        screen.gone(".o_brokersync_spinner, .o_loading_indicator")
        for viewport, size in VIEWPORTS.items():
            screen.size(*size)
            accessibility.settle(screen)
            where = f"{path} on the {viewport}"
            if accessibility.overflow(screen) > 0:
                wrong.append(f"{where} scrolls sideways")
            findings = accessibility.findings(screen, ".o_action_manager", OF_ODOO)
            wrong += [f"{where}: {finding}" for finding in findings]
            accessibility.picture(screen, f"{viewport}-{path.rpartition('/')[2]}")
    assert not wrong, "\n".join(wrong)
