"""Lists that are kept beside the tests, so that a change of them is a decision somebody sees in the diff."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"
WRITE = "BROKERSYNC_WRITE_GOLDEN"


def assert_golden(case, name, lines):
    """Compare `lines` with the file `name`; with the variable BROKERSYNC_WRITE_GOLDEN set, write it instead."""
    path = FOLDER / name
    text = "".join(f"{line}\n" for line in lines)
    if os.environ.get(WRITE):
        FOLDER.mkdir(exist_ok=True)
        path.write_text(text)
    known = set(path.read_text().splitlines())
    found = set(lines)
    new, gone = sorted(found - known), sorted(known - found)
    case.assertFalse(
        new or gone,
        f"{path.name} differs. New: {new}. Gone: {gone}. If that is meant: {WRITE}=1 and run this test again.",
    )
