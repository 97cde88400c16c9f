"""Every case of the tables, against the engine and against the naive book."""

from __future__ import annotations

from collections import Counter

import pytest

from ..subjects import SUBJECTS
from .case import Case, read_cases

ALL = read_cases()


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.title)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_case(case: Case, subject: str) -> None:
    case.play(SUBJECTS[subject]())


def test_titles_are_unique() -> None:
    assert max(Counter(case.title for case in ALL).values()) == 1


def test_a_wrong_expectation_fails_and_names_the_line() -> None:
    (case,) = (case for case in ALL if case.title == "market orders for the close")
    wrong = Case(case.file, case.title, (*case.lines[:-1], case.lines[-1]._replace(told=[])))
    with pytest.raises(AssertionError, match=rf"{case.file}:{case.lines[-1].number}: phase closed"):
        wrong.play(SUBJECTS["engine"]())
