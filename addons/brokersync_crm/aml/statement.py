"""Movements as a table: UTF-8, comma or semicolon, one line a movement, columns in any order.

| Column | Content |
|---|---|
| `firm` | code of the firm |
| `reference` | the bank's number of the movement |
| `date` | 2026-03-31 |
| `direction` | in or out |
| `amount` | 1234.50, above zero |
| `currency` | ISO 4217; the company's when empty |
| `method` | wire, cash, cheque, money_order, card, crypto, other; wire when empty |
| `counterparty` | name |
| `country` | ISO 3166 code of the counterparty |
| `own_account` | yes or no; yes when empty |
"""

import csv
import io
import re
from datetime import date

NEEDED = {"firm", "reference", "date", "direction", "amount"}
COLUMNS = NEEDED | {"currency", "method", "counterparty", "country", "own_account"}
METHODS = {"wire", "cash", "cheque", "money_order", "card", "crypto", "other"}
MAX_ROWS = 100_000
MAX_ERRORS = 100

_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")
_CODE = re.compile(r"[A-Z]{2,3}")


def read(content):
    """Rows and errors of a file: dicts by column, with `line` added, and texts naming the line.

    Reading stops after 100 errors or 100,000 rows; both are errors, so that nobody takes a part for the whole.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], ["The file is not UTF-8. Save it as “CSV UTF-8”."]
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    table = csv.DictReader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        names = set(table.fieldnames or ())
        if not names >= NEEDED or names - COLUMNS:
            missing = ", ".join(sorted(NEEDED - names)) or "none"
            unknown = ", ".join(sorted(map(str, names - COLUMNS))) or "none"
            return [], [f"Columns missing: {missing}; unknown: {unknown}."]
        return _rows(table)
    except csv.Error as error:
        return [], [f"Line {table.line_num}: {error}."]


def _rows(table):
    rows, errors = [], []
    for row in table:
        if len(rows) == MAX_ROWS:
            errors.append(f"More than {MAX_ROWS:,} rows: split the file.")
        if len(errors) >= MAX_ERRORS or len(rows) == MAX_ROWS:
            break
        if None in row or None in row.values():
            errors.append(f"Line {table.line_num}: not as many cells as columns.")
            continue
        cells = {name: cell.strip() for name, cell in row.items()}
        if wrong := _wrong(cells):
            errors.append(f"Line {table.line_num}: {wrong}")
        rows.append({**cells, "line": table.line_num})
    if not rows and not errors:
        errors.append("The file has no row.")
    return rows, errors


def _wrong(cells):
    """What is wrong with a row, or None."""
    try:
        date.fromisoformat(cells["date"])
    except ValueError:
        return f"date “{cells['date'][:40]}” is not like 2026-03-31."
    for column, fits in (
        ("firm", cells["firm"]),
        ("reference", 0 < len(cells["reference"]) <= 64),
        ("direction", cells["direction"] in ("in", "out")),
        ("amount", _AMOUNT.fullmatch(cells["amount"]) and float(cells["amount"]) > 0),
        ("currency", not cells.get("currency") or _CODE.fullmatch(cells["currency"])),
        ("method", not cells.get("method") or cells["method"] in METHODS),
        ("country", not cells.get("country") or _CODE.fullmatch(cells["country"])),
        ("own_account", cells.get("own_account", "") in ("", "yes", "no")),
    ):
        if not fits:
            return f"{column} “{cells[column][:40]}” cannot be."
    return None
