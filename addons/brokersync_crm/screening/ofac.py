"""The OFAC list of Specially Designated Nationals in its “legacy” CSV form.

Source and description: U.S. Treasury, https://sanctionslistservice.ofac.treas.gov (files SDN.CSV, ALT.CSV, ADD.CSV,
SDN_COMMENTS.CSV; data specification “dat_spec.txt”). No header line; `-0-` stands for null; a last line with the single
character 0x1A may end a file. Weak aliases stand in the remarks, in quotes.
"""

import csv
import io
import re
from collections import defaultdict

from . import birth
from .country import codes_of
from .entry import AIRCRAFT, ENTITY, PERSON, PRIMARY, STRONG, VESSEL, WEAK, Entry, Name
from .errors import ListRefused

KINDS = {"individual": PERSON, "": ENTITY, "vessel": VESSEL, "aircraft": AIRCRAFT}
COLUMNS = {"sdn.csv": 12, "alt.csv": 5, "add.csv": 6, "sdn_comments.csv": 2}
MAX_FIELD = 100_000

_WEAK = re.compile(r"[afn]\.k\.a\. '([^;]+)'")


def read(files, warn=lambda text: None):
    """Entries of the list from its files.

    :param files: bytes by official file name in lower case; `sdn.csv` is needed, the others add to it
    :param warn: called with a text for what is odd and harmless to the names that are there
    :raise ListRefused: naming file and line, when anything is not as published
    """
    if "sdn.csv" not in files:
        raise ListRefused("sdn.csv is missing: it holds the entries themselves.")
    tables = {name: _rows(name, files[name]) if name in files else [] for name in COLUMNS}
    remarks = {number: text for _line, (number, text) in tables["sdn_comments.csv"]}
    aliases, countries = _by_number(tables["alt.csv"], 3), _by_number(tables["add.csv"], 4)
    entries = {}
    for line, row in tables["sdn.csv"]:
        number, name, kind, program = row[:4]
        if not name or kind not in KINDS:
            raise ListRefused(f"sdn.csv, line {line}: no name, or “{kind}” is no type of entry.")
        if number in entries:
            raise ListRefused(f"sdn.csv, line {line}: entry {number} stands there twice.")
        # The comments go on where the remarks were cut off, in the middle of a word.
        text = row[11] + remarks.get(number, "")
        entries[number] = _entry(
            number, KINDS[kind], name, program, text, aliases, countries, row[9]
        )
    for name in ("alt.csv", "add.csv"):
        for line, row in tables[name]:
            if row[0] not in entries:
                raise ListRefused(
                    f"{name}, line {line}: there is no entry {row[0]}. Files of two dates?"
                )
    if lost := len(remarks.keys() - entries.keys()):
        warn(f"sdn_comments.csv: {lost} comments belong to no entry. Is sdn.csv complete?")
    return list(entries.values())


def _by_number(table, column):
    """Cells of one column by the number of the entry they belong to."""
    found = defaultdict(list)
    for _line, row in table:
        found[row[0]].append(row[column])
    return found


def _entry(number, kind, name, program, text, aliases, countries, flag):
    parts = [part.strip().rstrip(".") for part in text.split(";")]
    weak = [Name(match[1], WEAK) for part in parts if (match := _WEAK.fullmatch(part))]
    births = (birth.parse(rest) for rest in _after(parts, "DOB "))
    places = [place.rpartition(",")[2].strip() for place in _after(parts, "POB ")]
    people = [*_after(parts, "nationality "), *_after(parts, "citizen ")]
    names = dict.fromkeys(
        [Name(name, PRIMARY), *(Name(alias, STRONG) for alias in aliases[number]), *weak]
    )
    return Entry(
        key=number,
        kind=kind,
        names=tuple(names),
        births=tuple(dict.fromkeys(found for found in births if found)),
        countries=codes_of([*people, *places, *countries[number], flag]),
        programs=tuple(part.strip(" []") for part in program.split("] [")),
        remarks=text,
    )


def _after(parts, word):
    return [
        part.removeprefix("alt. ").removeprefix(word)
        for part in parts
        if part.removeprefix("alt. ").startswith(word)
    ]


def _rows(name, content):
    """Numbered rows of a file with nulls as empty texts; refuses other shapes, numbers and encodings."""
    text = _decode(name, content)
    found = []
    csv.field_size_limit(MAX_FIELD)
    try:
        for line, row in enumerate(csv.reader(io.StringIO(text), strict=True), 1):
            if not row or row == ["\x1a"]:
                continue
            cells = ["" if (cell := value.strip()) == "-0-" else cell for value in row]
            if name == "sdn_comments.csv":
                cells = [row[0].strip(), *row[1:]]
            if len(cells) != COLUMNS[name] or not cells[0].isdecimal():
                raise ListRefused(
                    f"{name}, line {line}: {COLUMNS[name]} columns with a number first are expected, "
                    f"there are {len(cells)}."
                )
            found.append((line, cells))
    except csv.Error as error:
        raise ListRefused(f"{name}: {error}.") from error
    if not found:
        raise ListRefused(f"{name} is empty.")
    return found


def _decode(name, content):
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise ListRefused(f"{name} is no text file.")
    return text
