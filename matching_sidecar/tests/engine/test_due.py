"""What is due at some time, and ends in bulk."""

from __future__ import annotations

from matching_sidecar.engine import state
from matching_sidecar.engine.due import CROWD
from matching_sidecar.model.commands import (
    ArmCancelOnDisconnect,
    MassCancel,
    SessionLost,
    SetKillSwitch,
)
from matching_sidecar.tests.desk import Desk, short


class TestGoodTillDate:
    def test_expires_at_its_nanosecond(self):
        desk = Desk()
        desk.enter("buy", 3, 100, tif="gtd", expire_ts=1000, cl_ord_id="g")
        desk.enter("sell", 1, 100, account="ALPS-01")
        assert desk.at(999) == []
        (event,) = desk.at(1000)
        assert short([event]) == ["expired g GTD_EXPIRED"]
        assert (event.ts, event.leaves, event.cum) == (1000, 0, 1)
        assert desk.engine.accounts["NORD-01"].exposure("CLF27").open_buy == 0

    def test_before_anything_else_of_its_time(self):
        desk = Desk()
        desk.enter("buy", 1, 100, tif="gtd", expire_ts=1000, cl_ord_id="g")
        desk.at(999)
        assert short(desk.enter("sell", 1, 100, account="ALPS-01", cl_ord_id="s")) == [
            "expired g GTD_EXPIRED",
            "new s",
        ]

    def test_by_time_then_by_entry_with_what_follows_from_each(self):
        desk = Desk()
        desk.enter("buy", 1, 99, tif="gtd", expire_ts=1001, cl_ord_id="late")
        first = desk.order("buy", 1, 98, tif="gtd", expire_ts=1000, cl_ord_id="a")
        second = desk.order("buy", 1, 97, cl_ord_id="b")
        desk.group("oco", first, second)
        stop = {"ord_type": "stop", "stop_price": 200, "tif": "gtd"}
        desk.enter("buy", 1, expire_ts=1000, cl_ord_id="stop", **stop)
        assert short(desk.at(2000)) == [
            "expired a GTD_EXPIRED",
            "canceled b GROUP_CANCELED",
            "expired stop GTD_EXPIRED",
            "expired late GTD_EXPIRED",
        ]

    def test_what_ended_before_does_not_expire(self):
        desk = Desk()
        desk.enter("buy", 1, 100, tif="gtd", expire_ts=1000, cl_ord_id="x")
        desk.enter("buy", 1, 100, tif="gtd", expire_ts=1000, cl_ord_id="y")
        desk.cancel("x")
        desk.enter("sell", 1, 100, account="ALPS-01")
        assert desk.at(1000) == []

    def test_a_replaced_order_keeps_its_expiry(self):
        desk = Desk()
        desk.enter("buy", 1, 100, tif="gtd", expire_ts=1000, cl_ord_id="x")
        desk.replace("x", 2, 101, cl_ord_id="y")
        assert short(desk.at(1000)) == ["expired y GTD_EXPIRED"]

    def test_cancelled_ones_are_not_kept_for_ever(self):
        desk = Desk()
        desk.enter("buy", 1, 99, tif="gtd", expire_ts=10**9 - 1, cl_ord_id="kept")
        for number in range(CROWD + 100):
            desk.enter("buy", 1, 100, tif="gtd", expire_ts=10**9, cl_ord_id=f"x{number}")
            desk.cancel(f"x{number}", cl_ord_id=f"y{number}")
        assert len(desk.engine.due.rows()) < 200
        assert desk.engine.due.next == 10**9 - 1
        assert short(desk.at(10**9)) == ["expired kept GTD_EXPIRED"]

    def test_survives_a_restart(self):
        desk = Desk()
        desk.enter("buy", 1, 100, tif="gtd", expire_ts=2000, cl_ord_id="x")
        desk.enter("buy", 1, 100, tif="gtd", expire_ts=1000, cl_ord_id="y")
        desk.enter("buy", 1, 100, tif="gtd", expire_ts=1000, cl_ord_id="gone")
        desk.cancel("gone")
        again = state.restore(state.dump(desk.engine))
        assert state.digest(again) == state.digest(desk.engine)
        assert again.due.next == 1000
        desk.engine = again
        assert short(desk.at(2000)) == ["expired y GTD_EXPIRED", "expired x GTD_EXPIRED"]


class TestDisconnect:
    def lost(self, grace: int = 50) -> Desk:
        """A desk where alice's session, which asked for it, is lost at 100."""
        desk = Desk()
        desk.send(ArmCancelOnDisconnect(0, "alice", grace))
        desk.enter("buy", 1, 98, entered_by="alice", cl_ord_id="a1")
        desk.enter("buy", 1, 97, entered_by="bob", cl_ord_id="b")
        desk.enter("buy", 1, 99, entered_by="alice", account="ALPS-01", cl_ord_id="a2")
        desk.at(99)
        self.events = desk.send(SessionLost(0, "alice"))
        return desk

    ENDED = ("canceled a1 CANCEL_ON_DISCONNECT", "canceled a2 CANCEL_ON_DISCONNECT")

    def test_after_the_grace(self):
        desk = self.lost()
        assert self.events == []
        assert desk.at(149) == []
        assert short(desk.at(150)) == [*self.ENDED]
        assert desk.book() == "1@97 | "

    def test_without_a_grace_at_once(self):
        self.lost(0)
        assert short(self.events) == [*self.ENDED]

    def test_who_comes_back_keeps_them(self):
        desk = self.lost()
        desk.send(ArmCancelOnDisconnect(0, "alice", 70))
        assert desk.at(1000) == []
        desk.send(SessionLost(0, "alice"))
        assert len(desk.at(1071)) == 2

    def test_disarmed(self):
        desk = self.lost()
        desk.send(ArmCancelOnDisconnect(0, "alice", -1))
        assert desk.at(1000) == []
        assert desk.send(SessionLost(0, "alice")) == []
        assert desk.at(2000) == []

    def test_a_second_loss_changes_nothing(self):
        desk = self.lost()
        desk.send(SessionLost(0, "alice"))
        assert len(desk.at(150)) == 2

    def test_survives_a_restart(self):
        desk = self.lost()
        desk.send(ArmCancelOnDisconnect(0, "bob", 10))
        again = state.restore(state.dump(desk.engine))
        assert state.digest(again) == state.digest(desk.engine)
        assert again.armed == {"bob": 10}
        desk.engine = again
        assert short(desk.at(150)) == [*self.ENDED]


class TestMassCancel:
    def desk(self) -> Desk:
        desk = Desk()
        desk.enter("buy", 1, 90, cl_ord_id="1", account="NORD-02")
        desk.enter("sell", 1, 110, cl_ord_id="2", account="ALPS-01", entered_by="alice")
        desk.enter("buy", 1, 91, cl_ord_id="3", symbol="NGF27")
        desk.enter("buy", 1, tif="day", ord_type="stop", stop_price=120, cl_ord_id="4")
        return desk

    def cancelled(self, **filters: object) -> list[str]:
        events = self.desk().send(MassCancel(0, **filters))  # type: ignore[arg-type]
        assert {event.code for event in events} <= {"MASS_CANCEL"}
        return [event.cl_ord_id for event in events]

    def test_filters(self):
        assert self.cancelled() == ["1", "2", "3", "4"]
        assert self.cancelled(accounts=("ALPS-01", "NORD-02")) == ["1", "2"]
        assert self.cancelled(firm="NORD") == ["1", "3", "4"]
        assert self.cancelled(symbol="CLF27") == ["1", "2", "4"]
        assert self.cancelled(side=1) == ["1", "3", "4"]
        assert self.cancelled(entered_by="alice") == ["2"]
        assert self.cancelled(firm="NORD", symbol="CLF27", accounts=("NORD-01",)) == ["4"]
        assert self.cancelled(firm="NOPE") == []

    def test_groups_follow_when_all_are_done(self):
        desk = Desk()
        first = desk.order("buy", 1, 90, cl_ord_id="a")
        second = desk.order("sell", 1, 110, cl_ord_id="b")
        desk.group("oco", first, second)
        desk.enter("buy", 1, 80, cl_ord_id="c")
        assert short(desk.send(MassCancel(0, side=1))) == [
            "canceled a MASS_CANCEL",
            "canceled c MASS_CANCEL",
            "canceled b GROUP_CANCELED",
        ]

    def test_kill_switch_goes_account_by_account(self):
        events = self.desk().send(SetKillSwitch(0, "all", "", True))
        assert [event.cl_ord_id for event in events] == ["3", "4", "1", "2"]
