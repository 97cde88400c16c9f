from . import brokersync_order_replace
