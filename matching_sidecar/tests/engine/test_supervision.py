"""Sessions, kill switches and changes of reference data."""

import msgspec

from matching_sidecar.model.commands import SetKillSwitch, SetSession
from matching_sidecar.model.enums import CLOSED, HALTED, OPEN
from matching_sidecar.model.events import Repeat
from matching_sidecar.tests.desk import CL, Desk, short


def test_halted_takes_no_orders_but_cancels():
    desk = Desk()
    desk.enter("buy", 1, 99, cl_ord_id="x")
    desk.send(SetSession(0, "CLF27", HALTED))
    assert short(desk.enter("buy", 1, 99, cl_ord_id="y")) == ["rejected y EXCHANGE_CLOSED"]
    assert short(desk.enter("buy", 1, 99, symbol="NGF27", cl_ord_id="z")) == ["new z"]
    assert short(desk.cancel("x", cl_ord_id="c")) == ["canceled c USER_CANCEL"]
    desk.send(SetSession(0, "CLF27", OPEN))
    assert short(desk.enter("buy", 1, 99, cl_ord_id="w")) == ["new w"]


def test_close_expires_day_orders_and_keeps_gtc():
    desk = Desk()
    desk.enter("buy", 1, 99, cl_ord_id="day")
    desk.enter("buy", 2, 99, cl_ord_id="gtc", tif="gtc")
    assert short(desk.send(SetSession(0, "*", CLOSED))) == ["expired day SESSION_END"]
    assert desk.book() == "2@99 | "
    assert desk.engine.accounts["NORD-01"].exposure("CLF27").open_buy == 2


def test_ids_are_remembered_until_the_end_of_the_next_session():
    desk = Desk()
    (first,) = desk.enter("buy", 1, 99, cl_ord_id="x")
    desk.send(SetSession(0, "*", CLOSED))
    desk.send(SetSession(0, "*", OPEN))
    desk.enter("buy", 1, 99, cl_ord_id="x")
    assert desk.answer == Repeat(first.seq)
    desk.send(SetSession(0, "*", CLOSED))
    desk.send(SetSession(0, "*", OPEN))
    assert short(desk.enter("buy", 1, 99, cl_ord_id="x")) == ["new x"]


def test_kill_switch_stops_and_cancels_its_scope_only():
    for scope, code, stopped in (
        ("all", "", {"NORD-01", "NORD-02", "ALPS-01"}),
        ("firm", "NORD", {"NORD-01", "NORD-02"}),
        ("account", "NORD-01", {"NORD-01"}),
    ):
        desk = Desk()
        accounts = ("NORD-01", "NORD-02", "ALPS-01")
        for account in accounts:
            desk.enter("buy", 1, 99, account=account, cl_ord_id=account)
        events = desk.send(SetKillSwitch(0, scope, code, True))
        assert {event.account for event in events} == stopped
        assert all(event.code == "KILL_SWITCH" for event in events)
        for account in accounts:
            (event,) = desk.enter("buy", 1, 99, account=account)
            assert event.code == ("KILL_SWITCH" if account in stopped else "")
        desk.send(SetKillSwitch(0, scope, code, False))
        assert desk.enter("buy", 1, 99, account="NORD-01")[0].code == ""


def test_kill_switch_of_an_unknown_code_does_nothing():
    desk = Desk()
    assert desk.send(SetKillSwitch(0, "firm", "NOPE", True)) == []
    assert desk.enter("buy", 1, 99)[0].code == ""


def test_another_tick_cancels_resting_orders():
    desk = Desk()
    desk.enter("sell", 1, 9_900, account="HOUSE-MM1")
    desk.enter("buy", 1, 9_900)
    desk.enter("buy", 2, 9_800, cl_ord_id="x")
    events = desk.define(msgspec.structs.replace(CL, version=2, tick_num=1, tick_den=4))
    assert short(events) == ["canceled x REFERENCE_CHANGE"]
    assert desk.engine.instruments["CLF27"].last_price == 396
    assert desk.book() == " | "
