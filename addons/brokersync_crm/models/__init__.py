from . import brokersync_clean_text, brokersync_firm_owned  # others inherit them

# isort: split
from . import (
    base_encrypted,
    brokersync_beneficial_owner,
    brokersync_communication,
    brokersync_communication_send,
    brokersync_communication_status,
    brokersync_conversation,
    brokersync_firm,
    brokersync_firm_kyc,
    brokersync_interaction,
    brokersync_interaction_category,
    brokersync_interaction_follow_up,
    brokersync_interaction_lock,
    brokersync_login_attempt,
    brokersync_notification,
    brokersync_notification_delivery,
    brokersync_notification_event,
    brokersync_onboarding,
    brokersync_onboarding_step,
    brokersync_password_request,
    brokersync_recovery_code,
    brokersync_security_event,
    brokersync_trader,
    ir_http,
    mail_render_mixin,
    res_device,
    res_device_log,
    res_groups,
    res_partner,
    res_users,
    res_users_apikeys,
    res_users_login,
    res_users_mfa,
    res_users_password,
    res_users_portal,
    res_users_session,
)

# isort: split
from . import brokersync_interaction_counts  # extends firm and trader
