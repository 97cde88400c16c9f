from . import brokersync_reference, brokersync_reference_version  # mixins first

# isort: split
from . import (
    brokersync_account,
    brokersync_command,
    brokersync_event_batch,
    brokersync_execution,
    brokersync_firm,
    brokersync_instrument,
    brokersync_instrument_trading,
    brokersync_onboarding,
    brokersync_order,
    brokersync_order_events,
    brokersync_order_request,
    brokersync_order_terms,
    brokersync_position,
    brokersync_quarantine,
    brokersync_revocation,
    brokersync_shard,
    brokersync_shard_follow_up,
    brokersync_shard_live,
    brokersync_token,
    brokersync_venue,
    helpdesk_ticket,
    ir_http,
    ir_websocket,
    res_users,
)
