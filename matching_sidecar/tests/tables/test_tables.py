"""Every case of the tables, against the engine and against the naive book."""

from __future__ import annotations

from collections import Counter

import pytest

from ..subjects import SUBJECTS
from .case import CASES, Case, read_cases

ALL = read_cases()
NOT_YET = (CASES.parent / "not_yet.txt").read_text().splitlines()
"""Cases that the engine does not pass yet, while it is being built."""


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.title)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_case(case: Case, subject: str) -> None:
    if subject == "engine" and case.title in NOT_YET:
        with pytest.raises(Exception):  # noqa: B017, PT011 - whatever is missing
            case.play(SUBJECTS[subject]())
        return
    case.play(SUBJECTS[subject]())


def test_titles_are_unique_and_the_list_of_exceptions_knows_only_cases() -> None:
    titles = Counter(case.title for case in ALL)
    assert max(titles.values()) == 1
    assert set(NOT_YET) <= set(titles)
