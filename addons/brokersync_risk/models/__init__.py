# The mixins first: accounts, firms and shards inherit them.
from . import brokersync_risk_limited, brokersync_risk_stoppable

# isort: split
from . import (
    brokersync_account,
    brokersync_credit_review,
    brokersync_firm,
    brokersync_onboarding,
    brokersync_risk_breach,
    brokersync_risk_breach_alert,
    brokersync_risk_limit,
    brokersync_risk_limit_change,
    brokersync_shard,
    brokersync_token,
    brokersync_trade_change,
    res_config_settings,
)
