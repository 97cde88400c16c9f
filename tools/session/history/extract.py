"""Make the price files in data/: `python extract.py SHARED_DATA`, where SHARED_DATA/prices holds the sources.

Needs openpyxl, which the sidecar's environment has not: any other Python will do. Sources and licences: data/README.md.
"""

import csv
import sys
from collections.abc import Iterable
from pathlib import Path

import openpyxl

TARGET = Path(__file__).parent / "data"
HEADER_ROW = 4  # of the Pink Sheet's "Monthly Prices", from 0; two rows below it the data begin
FIRST_MONTH = "1990M01"
FIRST_DAY = "2018-01-01"
PINK_SHEET = {
    "Copper": "copper",
    "Aluminum": "aluminum",
    "Gold": "gold",
    "Silver": "silver",
    "Maize": "maize",
    "Wheat, US SRW": "wheat",
    "Soybeans": "soybeans",
    "Coffee, Arabica": "coffee",
    "Cocoa": "cocoa",
    "Sugar, world": "sugar",
    "Cotton, A Index": "cotton",
}


def main(shared: str) -> None:
    prices = Path(shared) / "prices"
    _write(
        "henry-hub-daily.csv",
        ["date", "natural_gas"],
        _henry_hub(prices / "eia/henry-hub-daily.csv"),
    )
    (pink_sheet,) = prices.glob("worldbank-pink-sheet-*.xlsx")
    _write("pink-sheet-monthly.csv", ["date", *PINK_SHEET.values()], _pink_sheet(pink_sheet))


def _henry_hub(path: Path) -> Iterable[list[object]]:
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            if row["Date"] >= FIRST_DAY and row["Price"]:
                yield [row["Date"], row["Price"]]


def _pink_sheet(path: Path) -> Iterable[list[object]]:
    sheet = openpyxl.load_workbook(path, read_only=True, data_only=True)["Monthly Prices"]
    rows = list(sheet.iter_rows(values_only=True))
    header = [str(name or "").strip() for name in rows[HEADER_ROW]]
    columns = [header.index(name) for name in PINK_SHEET]
    for row in rows[HEADER_ROW + 2 :]:
        month = str(row[0])
        if month >= FIRST_MONTH and all(isinstance(row[column], int | float) for column in columns):
            yield [month.replace("M", "-"), *(f"{row[column]:.6g}" for column in columns)]


def _write(name: str, head: list[str], rows: Iterable[list[object]]) -> None:
    with (TARGET / name).open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
