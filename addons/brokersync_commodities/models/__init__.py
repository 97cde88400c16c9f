from . import (
    brokersync_commodity,
    brokersync_firm,
    brokersync_grade,
    brokersync_instrument,
    brokersync_privacy_request,
    brokersync_warehouse_receipt,
    stock_move,
    stock_warehouse,
)
