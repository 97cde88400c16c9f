"""How figures are judged and shown."""

import json

import pytest

from tools.bench import baseline, report
from tools.bench.figures import Figure, percentile, table
from tools.errors import Problem


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


def test_a_figure_without_a_value_says_why():
    shown = table(
        [Figure(name="peer", value=None, unit="", goal=3, note="not measured: no Python")]
    )
    assert "–" in shown
    assert "not measured: no Python" in shown
    assert "missed" not in shown


def figures(rate, seconds):
    return [
        Figure(name="rate", value=rate, unit="operations/s", better="higher"),
        Figure(name="time", value=seconds, unit="s"),
    ]


KEPT = {baseline.CALIBRATION: 100.0, "rate": 1_000.0, "time": 2.0}


@pytest.mark.parametrize(
    ("rate", "seconds", "speed", "worse"),
    [
        (1_000, 2.0, 100.0, (1.0, 1.0)),
        (400, 5.0, 100.0, (2.5, 2.5)),
        (400, 5.0, 40.0, (1.0, 1.0)),  # the machine is slower, not the program
        (1_000, 2.0, 250.0, (2.5, 2.5)),  # the machine is faster, the program is not
    ],
)
def test_a_figure_is_compared_at_the_speed_of_the_machine(rate, seconds, speed, worse):
    found = baseline.compared(figures(rate, seconds), speed, KEPT)
    assert tuple(round(one.times_worse, 6) for one in found) == worse
    for one in found:
        assert ("REGRESSION" in one.words()) is (one.times_worse > baseline.TIMES_WORSE)


def test_what_is_not_remembered_is_not_compared():
    assert baseline.compared(figures(1, 1), 1.0, {baseline.CALIBRATION: 1.0}) == []


def test_the_best_of_some_runs_is_remembered():
    kept = baseline.best_of([(figures(900, 2.0), 100.0), (figures(1_000, 3.0), 90.0)])
    assert kept == KEPT


MARKED = """before
<!-- figures -->
old
<!-- end of figures -->
between
<!-- curves -->
<!-- end of curves -->
after
"""


def test_parts_measured_at_different_times_share_a_document(tmp_path):
    document = tmp_path / "performance.md"
    document.write_text(MARKED)
    order = ["fast", "slow", "growth"]
    report.write(document, {"slow": figures(1_000, 2.0)}, order)
    report.write(document, {"fast": figures(5_000, 1.0)}, order)
    report.write(document, {"slow": figures(2_000, 3.0)}, order)
    text = document.read_text()
    assert text.startswith("before\n<!-- figures -->\n```\n")
    assert text.endswith("<!-- end of curves -->\nafter\n")
    assert "old" not in text
    assert text.index("fast (2") < text.index("5,000 operations/s") < text.index("slow (2")
    assert "2,000 operations/s" in text
    assert "1,000 operations/s" not in text


def test_a_part_that_could_not_be_measured_stays_as_it_was(tmp_path):
    document = tmp_path / "performance.md"
    document.write_text(MARKED)
    missing = [Figure(name="slow", value=None, unit="", note="not measured: nothing is installed")]
    report.write(document, {"slow": missing}, ["slow"])
    assert "not measured" in document.read_text()
    report.write(document, {"slow": figures(1_000, 2.0)}, ["slow"])
    report.write(document, {"slow": missing}, ["slow"])
    assert "1,000 operations/s" in document.read_text()


def test_growth_is_drawn_as_curves(tmp_path):
    document = tmp_path / "performance.md"
    document.write_text(MARKED)
    grown = [
        Figure(name=f"engine, {count:,} orders", value=value, unit="µs")
        for count, value in ((100, 1.0), (1_000, 2.0), (10_000, 4.0))
    ]
    report.write(document, {"growth": grown}, ["growth"])
    bars = [line.count("█") for line in document.read_text().splitlines() if "engine," in line]
    assert bars == [10, 20, 40]


def test_a_document_without_markers_is_a_clear_message(tmp_path):
    document = tmp_path / "performance.md"
    document.write_text("nothing")
    with pytest.raises(Problem, match="has no line <!-- figures -->"):
        report.write(document, {}, [])
