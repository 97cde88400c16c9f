"""Quiet hours, over midnight and over changes of the clock."""

import unittest
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from ..notify.quiet_hours import end_of_quiet

ZONES = ("UTC", "Europe/Oslo", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
MINUTES = st.integers(0, 1439)
MOMENTS = st.integers(1_700_000_000, 1_900_000_000).map(lambda ts: datetime.fromtimestamp(ts, UTC))


@tagged("post_install", "-at_install")
class TestQuietHours(unittest.TestCase):
    def ends(self, moment, zone="Europe/Oslo", start=22 * 60, end=7 * 60):
        ends = end_of_quiet(datetime.fromisoformat(moment), zone, start, end)
        return ends and ends.isoformat()

    def test_over_midnight(self):
        self.assertEqual(self.ends("2026-11-20T21:30+00:00"), "2026-11-21T06:00:00+00:00")
        self.assertEqual(self.ends("2026-11-21T05:59+00:00"), "2026-11-21T06:00:00+00:00")
        self.assertIsNone(self.ends("2026-11-21T06:00+00:00"))
        self.assertIsNone(self.ends("2026-11-20T20:59+00:00"))

    def test_within_a_day(self):
        noon = {"start": 12 * 60, "end": 13 * 60}
        self.assertEqual(self.ends("2026-11-20T11:30+00:00", **noon), "2026-11-20T12:00:00+00:00")
        self.assertIsNone(self.ends("2026-11-20T12:00+00:00", **noon))

    def test_none_when_start_and_end_are_the_same(self):
        self.assertIsNone(self.ends("2026-11-20T22:00+00:00", start=0, end=0))

    def test_the_night_the_clock_goes_forward_is_an_hour_shorter(self):
        self.assertEqual(self.ends("2026-03-28T21:00+00:00"), "2026-03-29T05:00:00+00:00")

    def test_the_night_the_clock_goes_back_is_an_hour_longer(self):
        self.assertEqual(self.ends("2026-10-24T20:00+00:00"), "2026-10-25T06:00:00+00:00")

    def test_an_end_that_the_clock_skips(self):
        self.assertEqual(self.ends("2026-03-29T00:30+00:00", end=150), "2026-03-29T01:30:00+00:00")

    def test_an_end_that_the_clock_shows_twice(self):
        self.assertEqual(self.ends("2026-10-25T00:10+00:00", end=150), "2026-10-25T00:30:00+00:00")
        self.assertEqual(self.ends("2026-10-25T01:10+00:00", end=150), "2026-10-25T01:30:00+00:00")

    @given(MOMENTS, st.sampled_from(ZONES), MINUTES, MINUTES)
    def test_it_ends_later_within_a_day_and_outside(self, moment, zone, start, end):
        ends = end_of_quiet(moment, zone, start, end)
        if ends is None:
            return
        self.assertGreater(ends, moment)
        self.assertLess(ends - moment, timedelta(hours=25))
        local = ends.astimezone(ZoneInfo(zone))
        skipped = local.replace(tzinfo=None) - timedelta(minutes=local.hour * 60 + local.minute)
        wall = (skipped + timedelta(minutes=end)).replace(tzinfo=ZoneInfo(zone))
        exists = wall.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(fold=0) == wall
        if exists:
            self.assertEqual(local.hour * 60 + local.minute, end)

    @given(MOMENTS, st.sampled_from(ZONES), MINUTES, MINUTES)
    def test_every_minute_is_quiet_one_way_or_the_other(self, moment, zone, start, end):
        if start != end:
            one, other = (
                end_of_quiet(moment, zone, *pair) for pair in ((start, end), (end, start))
            )
            self.assertFalse(one and other)
