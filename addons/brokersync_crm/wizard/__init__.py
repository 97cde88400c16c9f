from . import (
    base_import,
    brokersync_aml_what_if,
    brokersync_kyc_refusal,
    brokersync_kyc_upload,
    brokersync_onboarding_decision,
    brokersync_statistics_export,
    brokersync_suitability_call,
    brokersync_unmask,
    res_users_apikeys_description,
)
