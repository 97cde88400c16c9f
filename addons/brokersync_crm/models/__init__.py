from . import (
    base_encrypted,
    brokersync_clean_text,
    brokersync_firm,
    brokersync_firm_owned,
    brokersync_notification,
    brokersync_notification_delivery,
    brokersync_notification_event,
    brokersync_trader,
    mail_render_mixin,
    res_partner,
    res_users,
    res_users_portal,
)
