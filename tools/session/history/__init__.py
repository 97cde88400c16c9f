"""Real price history by product: what the demo's prices follow."""

import csv
import gzip
import importlib.metadata
from functools import cache
from pathlib import Path
from typing import NamedTuple

_DATA = Path(__file__).parent / "data"
_DAILY_GAS = "henry-hub-daily.csv"
_MONTHLY = "pink-sheet-monthly.csv"
_MISSING = ("", ".")


class Source(NamedTuple):
    """A column of a CSV file: of ours, or (gzipped) of the package ``arch``."""

    file: str
    column: str


SOURCES = {
    "CL": Source("arch/data/wti/wti.csv.gz", "DCOILWTICO"),
    "HO": Source("arch/data/wti/wti.csv.gz", "DCOILWTICO"),  # refined products follow crude
    "RB": Source("arch/data/wti/wti.csv.gz", "DCOILWTICO"),
    "BZ": Source("arch/data/crude/crude.csv.gz", "Brent"),
    "B": Source("arch/data/crude/crude.csv.gz", "Brent"),
    "BRN": Source("arch/data/crude/crude.csv.gz", "Brent"),
    "NG": Source(_DAILY_GAS, "natural_gas"),
    "GC": Source(_MONTHLY, "gold"),
    "SI": Source(_MONTHLY, "silver"),
    "HG": Source(_MONTHLY, "copper"),
    "CA": Source(_MONTHLY, "copper"),
    "AH": Source(_MONTHLY, "aluminum"),
    "ZC": Source(_MONTHLY, "maize"),
    "ZW": Source(_MONTHLY, "wheat"),
    "ZS": Source(_MONTHLY, "soybeans"),
    "KC": Source(_MONTHLY, "coffee"),
    "CC": Source(_MONTHLY, "cocoa"),
    "SB": Source(_MONTHLY, "sugar"),
    "CT": Source(_MONTHLY, "cotton"),
}
"""Daily where there is a free daily series, else monthly."""


@cache
def prices(product: str) -> tuple[float, ...]:
    """All prices of a product, oldest first, in the source's unit. Days without a price, or with one
    that is not positive (WTI on 20 April 2020), are left out: the path takes logarithms.

    Raises:
        KeyError: no history is known for the product.
        FileNotFoundError: the package ``arch`` is not installed.
    """
    source = SOURCES[product]
    rows = csv.DictReader(_read(source.file).splitlines())
    found = (row[source.column] for row in rows)
    return tuple(price for text in found if text not in _MISSING and (price := float(text)) > 0)


def _read(file: str) -> str:
    if not file.startswith("arch/"):
        return (_DATA / file).read_text()
    # Importing arch would import pandas, which is not there.
    try:
        path = importlib.metadata.distribution("arch").locate_file(file)
    except importlib.metadata.PackageNotFoundError:
        raise FileNotFoundError("the package arch is missing; see requirements/data.in") from None
    return gzip.decompress(Path(str(path)).read_bytes()).decode("utf-8-sig")
