"""Any other list (EU, UK, a firm's own) as a table: UTF-8, comma or semicolon, one line a name.

| Column | Content |
|---|---|
| `id` | number of the entry; lines with the same one are names of one entry |
| `name` | the name |
| `kind` | person, entity, vessel or aircraft |
| `quality` | primary, strong or weak; strong when empty, and the first line of an entry is its primary name |
| `birth` | 1952-10-07, 1952 or 1952/1954; empty when unknown |
| `countries` | ISO codes, separated by blanks |
| `program` | regime |
| `remarks` | text |

`id` and `name` are needed; columns that are not in this table are refused, so that none is lost by a slip of the pen.
"""

import csv
import io
from datetime import date

from .country import codes_of
from .entry import AIRCRAFT, ENTITY, PERSON, PRIMARY, STRONG, VESSEL, WEAK, Birth, Entry, Name
from .errors import ListRefused

COLUMNS = {"id", "name", "kind", "quality", "birth", "countries", "program", "remarks"}
KINDS = {PERSON, ENTITY, VESSEL, AIRCRAFT}
QUALITIES = {PRIMARY, STRONG, WEAK}


def read(content):
    """Entries of a table from its bytes. Raises ListRefused naming the line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ListRefused("The file is not UTF-8. Save it as “CSV UTF-8”.") from error
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    rows = csv.DictReader(io.StringIO(text), delimiter=delimiter, strict=True)
    found = set(rows.fieldnames or ())
    if not {"id", "name"} <= found or found - COLUMNS:
        raise ListRefused(
            f"Columns {', '.join(sorted(map(str, found)))}: id and name are needed, "
            f"{', '.join(sorted(COLUMNS - {'id', 'name'}))} may be there."
        )
    entries = {}
    try:
        for row in rows:
            if None in row or None in row.values():
                raise ListRefused(f"Line {rows.line_num}: not as many cells as columns.")
            _add(entries, {column: cell.strip() for column, cell in row.items()}, rows.line_num)
    except csv.Error as error:
        raise ListRefused(f"Line {rows.line_num}: {error}.") from error
    if not entries:
        raise ListRefused("The list has no entry.")
    return [Entry(key=key, **_frozen(values)) for key, values in entries.items()]


def _add(entries, row, line):
    if not row["id"] or not row["name"]:
        raise ListRefused(f"Line {line}: id and name are needed.")
    kind, quality = row.get("kind") or ENTITY, row.get("quality") or STRONG
    if kind not in KINDS or quality not in QUALITIES:
        raise ListRefused(f"Line {line}: kind “{kind}” or quality “{quality}” is unknown.")
    new = row["id"] not in entries
    entry = entries.setdefault(
        row["id"],
        {"kind": kind, "names": {}, "births": {}, "countries": {}, "programs": {}, "remarks": ""},
    )
    entry["names"][Name(row["name"], PRIMARY if new else quality)] = True
    if row.get("birth"):
        entry["births"][_birth(row["birth"], line)] = True
    entry["countries"].update(dict.fromkeys(codes_of(row.get("countries", "").split())))
    if row.get("program"):
        entry["programs"][row["program"]] = True
    entry["remarks"] = entry["remarks"] or row.get("remarks", "")


def _birth(text, line):
    try:
        if len(text) == 10:
            day = date.fromisoformat(text)
            return Birth(day, day)
        first, _slash, last = text.partition("/")
        return Birth.of_year(int(first), int(last or first))
    except ValueError as error:
        raise ListRefused(f"Line {line}: “{text}” is no date of birth.") from error


def _frozen(values):
    return {
        name: tuple(value) if isinstance(value, dict) else value for name, value in values.items()
    }
