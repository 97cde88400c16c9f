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


@pytest.mark.parametrize("viewport", [(768, 1024), (1440, 900)], ids=["tablet", "desk"])
def test_the_desks_screens_read(screen, viewport):
    screen.size(*viewport)
    screen.login("broker")
    wrong = []
    for path in SCREENS:
        screen.open(path)
        screen.one(".o_action_manager > *")
        screen.gone(".o_brokersync_spinner, .o_loading_indicator")
        wrong += [
            f"{path}: {finding}"
            for finding in accessibility.findings(screen, ".o_action_manager", OF_ODOO)
        ]
        accessibility.picture(screen, f"{viewport[0]}-{path.rpartition('/')[2]}")
        screen.size(*viewport)
    assert not wrong, "\n".join(wrong)
