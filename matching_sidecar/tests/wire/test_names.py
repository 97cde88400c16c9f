"""The names a client may use are those the engine knows."""

from __future__ import annotations

from typing import get_args

import pytest

from matching_sidecar.market_data.bars import SECONDS
from matching_sidecar.model import enums
from matching_sidecar.wire import messages


@pytest.mark.parametrize(
    ("choices", "known"),
    [
        (messages.Side, enums.SIDES),
        (messages.OrdType, enums.ORD_TYPES),
        (messages.TimeInForce, enums.TIFS),
        (messages.Trigger, enums.TRIGGERS),
        (messages.TrailUnit, enums.TRAIL_UNITS),
        (messages.DisplayMethod, enums.DISPLAY_METHODS),
        (messages.Contingency, enums.CONTINGENCIES),
        (messages.Action, enums.SESSION_ACTIONS),
        (messages.StpMode, [name for name in enums.STP_MODES if name]),
        (messages.Interval, SECONDS),
    ],
)
def test_names(choices, known):
    assert sorted(get_args(choices)) == sorted(known)


def test_plain_orders_have_the_fields_of_all_orders():
    plain = messages.PlainFields.__struct_fields__
    assert messages.NewFields.__struct_fields__[: len(plain)] == plain
    assert messages.GroupOrder.__struct_fields__ == tuple(
        name for name in messages.NewFields.__struct_fields__ if name != "account"
    )
