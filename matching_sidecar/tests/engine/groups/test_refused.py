"""Groups that are refused as a whole."""

import pytest

from matching_sidecar.model.events import Refusal, Repeat
from matching_sidecar.tests.desk import ROWS, change


class TestRefused:
    @pytest.mark.parametrize(
        ("contingency", "orders", "codes"),
        [
            ("oco", [("sell", 1, 103), ("sell", 0, 104)], ["GROUP_REJECTED", "INVALID_QTY"]),
            ("oco", [("sell", 1, 0), ("sell", 0, 104)], ["PRICE_BAND", "GROUP_REJECTED"]),
            ("oco", [("sell", 1, 103)], ["UNSUPPORTED"]),
            ("oto", [("sell", 1, 103)] * 11, ["UNSUPPORTED", *["GROUP_REJECTED"] * 10]),
            ("oto", [("sell", 1, 103)] * 10, [""] * 10),
            ("bracket", [("sell", 1, 103), ("buy", 1, 90)], ["UNSUPPORTED", "GROUP_REJECTED"]),
            (
                "bracket", [("sell", 1, 103), ("buy", 1, 90), ("sell", 1, 104)],
                ["GROUP_REJECTED", "GROUP_REJECTED", "UNSUPPORTED"],
            ),
        ],
    )  # fmt: skip
    def test_all_or_none_is_accepted(self, desk, contingency, orders, codes):
        events = desk.group(contingency, *(desk.order(*order) for order in orders))
        assert [event.code for event in events] == codes
        account = desk.engine.accounts["NORD-01"]
        accepted = not any(codes)
        assert bool(account.orders()) is accepted
        if not accepted:
            exposure = account.exposure("CLF27")
            assert (exposure.open_buy, exposure.open_sell) == (0, 0)
            assert desk.engine.accounts["NORD-01"].order(events[0].cl_ord_id) is None

    @pytest.mark.parametrize(
        ("contingency", "more", "code"),
        [
            ("oco", {"tif": "ioc"}, "UNSUPPORTED"),
            ("oto", {"tif": "ioc"}, ""),
            ("oto", {"tif": "atc"}, "UNSUPPORTED"),
            ("oto", {"all_or_none": True}, "UNSUPPORTED"),
            ("oto", {"min_qty": 1}, "UNSUPPORTED"),
            ("oto", {"post_only": True}, ""),
        ],
    )
    def test_members(self, desk, contingency, more, code):
        events = desk.group(
            contingency, desk.order("buy", 1, 90), desk.order("sell", 1, 105, **more)
        )
        assert events[1].code == code

    def test_the_ones_before_count_for_the_position_limit(self, desk):
        row = next(row for row in ROWS if row.code == "NORD-01")
        desk.define(change(row, position_limit=10))
        events = desk.group("oco", desk.order("sell", 6, 103), desk.order("sell", 5, 104))
        assert [event.code for event in events] == ["GROUP_REJECTED", "POSITION_LIMIT"]
        events = desk.group("oco", desk.order("sell", 5, 103), desk.order("sell", 5, 104))
        assert [event.code for event in events] == ["", ""]

    def test_unknown_symbol_and_used_ids_refuse_the_command(self, desk):
        desk.enter("buy", 1, 90, cl_ord_id="used")
        fresh = desk.order("buy", 1, 90, cl_ord_id="n1")
        for other, code in (
            (desk.order("buy", 1, 90, symbol="NOPE", cl_ord_id="n2"), "UNKNOWN_SYMBOL"),
            (desk.order("buy", 1, 90, cl_ord_id="used"), "DUPLICATE_ID_MISMATCH"),
            (desk.order("buy", 1, 90, cl_ord_id="n1"), "DUPLICATE_ID_MISMATCH"),
        ):
            assert desk.group("oco", fresh, other) == []
            assert desk.answer == Refusal(code, other.cl_ord_id)

    def test_a_repeated_group_gets_the_first_answer(self, desk):
        orders = [desk.order("buy", 1, 90), desk.order("buy", 1, 91)]
        first, _second = desk.group("oco", *orders)
        assert desk.group("oco", *orders) == []
        assert desk.answer == Repeat(first.seq)
