import re
from datetime import date, datetime

from .entry import Birth

# Fixed lengths, whole match: linear.
_DAY = re.compile(r"(\d{1,2}) ([A-Z][a-z]{2}) (\d{4})")
_MONTH = re.compile(r"([A-Z][a-z]{2}) (\d{4})")
_YEAR = re.compile(r"\d{4}")
CIRCA_YEARS = 2


def _span(text):
    """First and last day of “07 Oct 1952”, “Oct 1952” or “1952”; None when it is none of them."""
    try:
        if _DAY.fullmatch(text):
            day = datetime.strptime(text, "%d %b %Y").date()  # noqa: DTZ007 - a calendar day
            return day, day
        if _MONTH.fullmatch(text):
            first = datetime.strptime(text, "%b %Y").date()  # noqa: DTZ007
            last = date(first.year, first.month, _days(first))
            return first, last
        if _YEAR.fullmatch(text):
            return date(int(text), 1, 1), date(int(text), 12, 31)
    except ValueError:
        return None
    return None


def _days(first):
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return (following - first).days


def parse(text):
    """Birth of a date as OFAC writes it, or None: “1952”, “circa 1952”, “07 Oct 1952 to 09 Oct 1953”, “1950-1952”."""
    text = text.strip().rstrip(".")[:60]
    circa = text.startswith("circa ")
    text = text.removeprefix("circa ")
    if re.fullmatch(r"\d{4}-\d{4}", text):
        text = text.replace("-", " to ")
    ends = [_span(part.strip()) for part in text.split(" to ", 1)]
    if None in ends:
        return None
    first, last = ends[0][0], ends[-1][1]
    if circa and first.year > CIRCA_YEARS and last.year <= 9999 - CIRCA_YEARS:
        return Birth.of_year(first.year, last.year, slack=CIRCA_YEARS)
    return Birth(min(first, last), max(first, last))


def compare(ours, listed):
    """How a date of birth stands to those of an entry: `exact`, `year`, `within`, `conflict`, or None without either.

    Two years of difference and less are no conflict (`within`): calendars are converted, years are guessed.
    """
    if ours is None or not listed:
        return None
    if any(birth.exact and birth.first == ours for birth in listed):
        return "exact"
    if any(birth.first.year <= ours.year <= birth.last.year for birth in listed):
        return "year"
    near = any(birth.first.year - 2 <= ours.year <= birth.last.year + 2 for birth in listed)
    return "within" if near else "conflict"
