"""How figures are judged and shown."""

import json

import pytest

from tools.bench.figures import Figure, percentile, table


@pytest.mark.parametrize(
    ("value", "goal", "better", "met"),
    [
        (1.9, 2.0, "lower", True),
        (2.1, 2.0, "lower", False),
        (2.1, 2.0, "higher", True),
        (1.9, 2.0, "higher", False),
        (1.9, None, "lower", None),
    ],
)
def test_goal(value, goal, better, met):
    figure = Figure(name="x", value=value, unit="ms", goal=goal, better=better)
    assert figure.met is met
    shown = json.loads(figure.as_json())
    assert shown["met"] is met
    assert shown["value"] == value


@pytest.mark.parametrize(("share", "expected"), [(0, 1), (0.5, 50), (0.99, 99), (1, 100)])
def test_percentile(share, expected):
    assert percentile([float(n) for n in range(1, 101)], share) == expected


def test_table_shows_the_goal_beside_the_value():
    shown = table(
        [
            Figure(name="rate", value=51_234.5, unit="orders/s", goal=50_000, better="higher"),
            Figure(name="time", value=2.345, unit="ms", goal=2),
        ]
    )
    assert "51,234" in shown or "51,235" in shown
    assert "≥ 50,000  met" in shown
    assert "≤ 2       missed" in shown
