from . import (
    test_breach,
    test_breach_access,
    test_credit_review,
    test_kill_switch,
    test_limit,
    test_limit_access,
    test_limit_change,
    test_limit_math,
    test_settings,
    test_trade_change,
)
