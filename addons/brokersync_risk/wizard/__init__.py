from . import brokersync_risk_kill_switch
