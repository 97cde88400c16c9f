from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..aml import RULES, Movement, Parameters, measure
from ..aml.defaults import DEFAULTS
from ..aml.window import windows

DAY = date(2026, 3, 2)

movement = st.builds(
    Movement,
    id=st.integers(1, 10**6),
    day=st.integers(0, 400).map(lambda days: DAY + timedelta(days=days)),
    amount=st.integers(1, 50_000_00),
    direction=st.sampled_from(["in", "out"]),
    method=st.sampled_from(["cash", "wire"]),
    counterparty=st.sampled_from(["", "bank", "other"]),
    country=st.sampled_from(["NL", "IR", ""]),
    own_account=st.booleans(),
)
flows = st.lists(movement, max_size=25, unique_by=lambda movement: movement.id)


def cash(*amounts, step=1, **values):
    """Cash movements in, `step` days apart, amounts in major units."""
    return [
        Movement(
            **{
                "id": number,
                "day": DAY + timedelta(days=number * step),
                "amount": amount * 100,
                "direction": "in",
                "method": "cash",
                **values,
            }
        )
        for number, amount in enumerate(amounts, 1)
    ]


def move(number, day, amount, direction, **values):
    return Movement(number, DAY + timedelta(days=day), amount * 100, direction, **values)


@tagged("post_install", "-at_install")
class TestRules(BaseCase):
    def findings(self, kind, movements, **changes):
        return RULES[kind](movements, replace(DEFAULTS[kind], **changes))

    def test_structuring(self):
        (finding,) = self.findings("structuring", cash(9_000, 8_000, 9_900))
        self.assertEqual((finding.ids, finding.amount), ({1, 2, 3}, 26_900_00))
        self.assertIn("together 26,900.00", finding.text)

    def test_nearness_to_the_threshold_alone_is_nothing(self):
        for movements in (
            cash(9_999),
            cash(9_999, 9_999),
            cash(9_000, 9_000, 9_000, step=10),
            cash(10_000, 12_000, 15_000),  # reported anyway
            cash(3_000, 3_000, 3_000),  # not just below
            cash(9_000, 9_000, 9_000, method="wire"),
        ):
            self.assertEqual(self.findings("structuring", movements), [])

    def test_the_threshold_is_a_parameter(self):
        movements = cash(28_000, 29_000, 27_000)
        self.assertFalse(self.findings("structuring", movements))
        self.assertTrue(self.findings("structuring", movements, threshold=30_000_00))

    def test_rapid(self):
        through = [
            move(1, 0, 100_000, "in", counterparty="a"),
            move(2, 1, 60_000, "out", counterparty="b"),
            move(3, 2, 35_000, "out", counterparty="c"),
        ]
        (finding,) = self.findings("rapid", through)
        self.assertEqual(finding.ids, {1, 2, 3})
        self.assertFalse(self.findings("rapid", through[:2]))
        self.assertFalse(self.findings("rapid", [replace(m, counterparty="a") for m in through]))
        self.assertFalse(self.findings("rapid", through, days=1))

    def test_dormant(self):
        late = [move(n, 300 + n, 30_000, "in") for n in range(2, 5)]
        (finding,) = self.findings("dormant", [move(1, 0, 10, "in"), *late])
        self.assertEqual(finding.ids, {2, 3, 4})
        self.assertFalse(self.findings("dormant", late), "a new client was not dormant")
        self.assertFalse(self.findings("dormant", [move(1, 200, 10, "in"), *late]))

    def test_round_trip(self):
        there = move(1, 0, 50_000, "out", counterparty="x", own_account=False)
        back = move(2, 20, 49_000, "in", counterparty="x", own_account=False)
        self.assertEqual(self.findings("round_trip", [there, back])[0].ids, {1, 2})
        for other in (
            replace(back, counterparty="y"),
            replace(back, amount=30_000_00),
            replace(back, day=DAY + timedelta(days=40)),
            replace(back, own_account=True),
            replace(back, direction="out"),
        ):
            self.assertFalse(self.findings("round_trip", [there, other]))

    def test_third_party(self):
        gift = move(1, 0, 4_000, "in", counterparty="x", own_account=False)
        more = replace(gift, id=2, day=DAY + timedelta(days=9))
        self.assertEqual(self.findings("third_party", [gift, more])[0].ids, {1, 2})
        self.assertFalse(self.findings("third_party", [gift]))
        self.assertFalse(self.findings("third_party", [gift, replace(more, counterparty="y")]))
        self.assertFalse(self.findings("third_party", [gift, replace(more, own_account=True)]))

    def test_geography(self):
        risky = move(1, 0, 2_000, "out", country="IR")
        self.assertTrue(self.findings("geography", [risky]))
        self.assertFalse(self.findings("geography", [replace(risky, country="NO")]))
        self.assertFalse(self.findings("geography", [risky], countries=frozenset()))

    def test_every_planted_pattern_is_found(self):
        for kind in RULES:
            with self.subTest(kind):
                self.assertEqual(measure.found(kind, 40), 1.0)

    def test_normal_clients_are_rarely_asked_about(self):
        """Less than one question in five clients and year, over all rules together."""
        self.assertLess(sum(measure.alarms(kind, 60) for kind in RULES), 0.2)

    @settings(max_examples=150, deadline=None)
    @given(flows, st.sampled_from(sorted(RULES)), st.integers(1, 60))
    def test_what_holds_for_every_flow(self, movements, kind, days):
        parameters = replace(DEFAULTS[kind], days=days, threshold=5_000_00, count=2)
        findings = RULES[kind](movements, parameters)
        self.assertEqual(findings, RULES[kind](movements[::-1], parameters), "order of rows")
        for finding in findings:
            self.assertLessEqual(set(finding.movements), set(movements))
            self.assertEqual(len(finding.ids), len(finding.movements))
            span = finding.movements[-1].day - finding.movements[0].day
            self.assertLessEqual(span, timedelta(days=days))
        if kind != "dormant":
            ids = [number for finding in findings for number in finding.ids]
            self.assertEqual(len(ids), len(set(ids)), "a movement is evidence once")

    @settings(max_examples=100, deadline=None)
    @given(flows, st.integers(1, 40))
    def test_windows_are_longest(self, movements, days):
        ordered = sorted(movements, key=lambda movement: (movement.day, movement.id))
        runs = list(windows(ordered, days))
        self.assertEqual({m for run in runs for m in run}, set(ordered))
        for run, other in pairwise(runs):
            self.assertFalse(set(other) <= set(run))

    def test_parameters_say_what_they_are(self):
        self.assertEqual(Parameters().threshold, 10_000_00)
