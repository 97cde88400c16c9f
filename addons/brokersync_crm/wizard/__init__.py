from . import (
    brokersync_kyc_refusal,
    brokersync_kyc_upload,
    brokersync_onboarding_decision,
)
