from . import brokersync_onboarding_decision
