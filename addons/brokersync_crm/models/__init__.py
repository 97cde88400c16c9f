from . import brokersync_firm_owned  # others inherit it

# isort: split
from . import (
    base_encrypted,
    brokersync_clean_text,
    brokersync_communication,
    brokersync_communication_send,
    brokersync_communication_status,
    brokersync_conversation,
    brokersync_firm,
    brokersync_notification,
    brokersync_notification_delivery,
    brokersync_notification_event,
    brokersync_trader,
    mail_render_mixin,
    res_partner,
    res_users,
    res_users_portal,
)
