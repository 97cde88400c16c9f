"""Machine-readable zones of travel documents: ICAO Doc 9303, parts 4 (TD3), 5 (TD1) and 6 (TD2)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from string import ascii_uppercase, digits

WEIGHTS = (7, 3, 1)
FILLER = "<"
_VALUES = {FILLER: 0} | {char: value for value, char in enumerate(digits + ascii_uppercase)}
_ALLOWED = re.compile(r"[A-Z0-9<]+")
_FORMATS = {(3, 30): "TD1", (2, 36): "TD2", (2, 44): "TD3"}
_WIDTHS = {90: 30, 72: 36, 88: 44}
_SEXES = {"M", "F", FILLER}
_TRANSLITERATION = str.maketrans(
    {
        "Ä": "AE",
        "Ö": "OE",
        "Ü": "UE",
        "ẞ": "SS",
        "Å": "AA",
        "Ø": "OE",
        "Æ": "AE",
        "Œ": "OE",
        "Þ": "TH",
        "Ð": "D",
        "Ł": "L",
    }
)


class MrzError(ValueError):
    """The text is no machine-readable zone; the message says why."""


@dataclass(frozen=True)
class Mrz:
    """What a machine-readable zone says, and which of its check digits do not fit what they check."""

    format: str
    document_code: str
    issuer: str
    surname: str
    given_names: str
    number: str
    nationality: str
    birth_date: date | None
    sex: str
    expiry_date: date | None
    optional: str
    failed: tuple[str, ...]

    @property
    def valid(self):
        return not self.failed


def check_digit(text):
    """The check digit of `text`: weights 7, 3, 1, modulo 10 (Doc 9303-3, 4.9)."""
    return str(sum(_VALUES[char] * WEIGHTS[place % 3] for place, char in enumerate(text)) % 10)


def parse(text, today=None):
    """The zone in `text`: two or three lines, or all in one.

    :param today: decides the century of the two-digit years; default the current day, UTC
    :raise MrzError: length, characters or dates fit no format
    """
    lines = _lines(text)
    kind = _FORMATS.get((len(lines), len(lines[0])))
    if not kind or any(len(line) != len(lines[0]) for line in lines):
        raise MrzError("A zone has 2 lines of 44 or 36 characters, or 3 lines of 30.")
    return {"TD1": _td1, "TD2": _td2, "TD3": _td3}[kind](lines, today or datetime.now(UTC).date())


def _lines(text):
    lines = ["".join(line.split()).upper() for line in text.split("\n")]
    lines = [line for line in lines if line]
    if len(lines) == 1 and (width := _WIDTHS.get(len(lines[0]))):
        lines = [lines[0][start : start + width] for start in range(0, len(lines[0]), width)]
    if not lines or not all(_ALLOWED.fullmatch(line) for line in lines):
        raise MrzError("A zone has only A–Z, 0–9 and <.")
    return lines


def _td1(lines, today):
    first, second, third = lines
    number, number_digit, optional = _document_number(first[5:14], first[14], first[15:30])
    return _mrz(
        "TD1",
        first,
        third,
        number=number,
        nationality=second[15:18],
        birth=second[0:6],
        sex=second[7],
        expiry=second[8:14],
        optional=optional + second[18:29],
        checks=[
            ("document number", number, number_digit),
            ("date of birth", second[0:6], second[6]),
            ("date of expiry", second[8:14], second[14]),
            ("whole zone", first[5:30] + second[0:7] + second[8:15] + second[18:29], second[29]),
        ],
        today=today,
    )


def _td2(lines, today):
    second = lines[1]
    number, number_digit, optional = _document_number(second[0:9], second[9], second[28:35])
    composite = second[0:10] + second[13:20] + second[21:35]
    checks = [("document number", number, number_digit)]
    return _two_lines("TD2", lines, number, optional, checks, composite, today)


def _td3(lines, today):
    second = lines[1]
    optional = second[28:42]
    checks = [("document number", second[0:9], second[9])]
    # Without optional data its check digit may be left out.
    if optional.strip(FILLER) or second[42] != FILLER:
        checks.append(("optional data", optional, second[42]))
    composite = second[0:10] + second[13:20] + second[21:43]
    return _two_lines("TD3", lines, second[0:9], optional, checks, composite, today)


def _two_lines(kind, lines, number, optional, checks, composite, today):
    """TD2 and TD3 differ in their width and in what ends the second line."""
    first, second = lines
    return _mrz(
        kind,
        first,
        first[5:],
        number=number,
        nationality=second[10:13],
        birth=second[13:19],
        sex=second[20],
        expiry=second[21:27],
        optional=optional,
        checks=[
            *checks,
            ("date of birth", second[13:19], second[19]),
            ("date of expiry", second[21:27], second[27]),
            ("whole zone", composite, second[-1]),
        ],
        today=today,
    )


def _document_number(field, digit, optional):
    """Number, its check digit and the rest: a long number goes on in the optional data (Doc 9303-5, 4.2.4, note j)."""
    if digit != FILLER:
        return field, digit, optional
    rest, _filler, remainder = optional.partition(FILLER)
    if not rest:
        return field, digit, optional
    return field + rest[:-1], rest[-1], remainder


def _mrz(kind, first, names, *, number, nationality, birth, sex, expiry, optional, checks, today):
    if sex not in _SEXES:
        raise MrzError(f"“{sex}” is no sex: M, F or <.")
    surname, _separator, given = names.strip(FILLER).partition(FILLER * 2)
    return Mrz(
        format=kind,
        document_code=first[0:2].strip(FILLER),
        issuer=first[2:5].strip(FILLER),
        surname=_words(surname),
        given_names=_words(given),
        number=number.strip(FILLER),
        nationality=nationality.strip(FILLER),
        birth_date=_date(birth, today, future=False),
        sex=sex.strip(FILLER),
        expiry_date=_date(expiry, today, future=True),
        optional=optional.strip(FILLER),
        failed=tuple(name for name, text, digit in checks if check_digit(text) != digit),
    )


def _words(text):
    return " ".join(text.replace(FILLER, " ").split())


def _date(text, today, *, future):
    """The day of YYMMDD, None where parts are unknown. A birth lies behind, an expiry less than 50 years ahead."""
    if FILLER in text:
        return None
    if not text.isdigit():
        raise MrzError(f"“{text}” is no date: six digits, year, month, day.")
    year = today.year - today.year % 100 + int(text[:2])
    try:
        found = date(year, int(text[2:4]), int(text[4:]))
        too_late = found > (today.replace(year=today.year + 50, day=1) if future else today)
        return found.replace(year=year - 100) if too_late else found
    except ValueError as error:
        raise MrzError(f"“{text}” is no day of the calendar.") from error


def transliterate(name):
    """`name` in A–Z as a zone holds it (Doc 9303-3, section 6, the common cases; other accents are dropped)."""
    upper = name.upper().translate(_TRANSLITERATION)
    plain = unicodedata.normalize("NFKD", upper).encode("ascii", "ignore").decode()
    return " ".join(re.sub(r"[^A-Z]+", " ", plain).split())
