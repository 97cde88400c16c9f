import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date

PRIMARY, STRONG, WEAK = "primary", "strong", "weak"
PERSON, ENTITY, VESSEL, AIRCRAFT = "person", "entity", "vessel", "aircraft"


@dataclass(frozen=True, slots=True)
class Name:
    """One name of an entry. A weak alias (nickname, abbreviation) fits many innocents: it must match closely."""

    text: str
    quality: str = PRIMARY


@dataclass(frozen=True, slots=True)
class Birth:
    """A date of birth as well as it is known: a day, a year or a range, both ends included."""

    first: date
    last: date

    @classmethod
    def of_year(cls, first, last=None, slack=0):
        """Whole years; `slack` widens by years on both sides, for “circa”. Raises ValueError outside year 1 to 9999."""
        return cls(date(first - slack, 1, 1), date((last or first) + slack, 12, 31))

    @property
    def exact(self):
        return self.first == self.last

    def __str__(self):
        if self.exact:
            return self.first.isoformat()
        years = (self.first.year, self.last.year)
        return str(years[0]) if years[0] == years[1] else "{}–{}".format(*years)


@dataclass(frozen=True, slots=True)
class Entry:
    """One listed person, organisation, vessel or aircraft.

    `key` is the publisher's own number, stable from version to version; `countries` are ISO 3166 alpha-2 codes.
    """

    key: str
    kind: str
    names: tuple[Name, ...]
    births: tuple[Birth, ...] = ()
    countries: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    remarks: str = field(default="")

    def digest(self):
        """SHA-256 of the content: two versions of an entry with the same digest say the same."""
        text = json.dumps(asdict(self), default=str, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()
