from . import (
    test_command,
    test_live,
    test_market,
    test_order,
    test_portal,
    test_position_math,
    test_records,
    test_reference,
    test_rpc,
    test_seam,
    test_token,
    test_tours,
)
