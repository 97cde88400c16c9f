"""Which entries may be looked at while rules are written, and which are kept to measure them."""

import hashlib
import random
from pathlib import Path

from .. import ofac, un
from ..entry import ENTITY, PERSON, WEAK
from ..normal import tokens

# The sample that the rules of the first version were adjusted on.
_FIRST_SAMPLE, _FIRST_SEED = 1000, 11


def load(folder):
    """Entries of the OFAC files and the UN file in a folder."""
    folder = Path(folder)
    files = {
        name: (folder / name).read_bytes() for name in ofac.COLUMNS if (folder / name).exists()
    }
    return ofac.read(files) + un.read((folder / "UN_consolidated.xml").read_bytes())


def halves(entries):
    """Two lists, development and held out, by a hash of the entry's number.

    Who improves the matcher looks at the first only. Entries of the sample that the first version was adjusted on
    belong to it whatever their hash.
    """
    seen = _first_sample(entries)
    parts = ([], [])
    for entry in entries:
        kept = entry.key not in seen and hashlib.sha256(entry.key.encode()).digest()[0] % 2
        parts[kept].append(entry)
    return parts


def _first_sample(entries):
    """Numbers of the entries whose names the first version's measurement drew."""
    names = [
        (entry.key, name.text)
        for entry in entries
        if entry.kind in (PERSON, ENTITY)
        for name in entry.names
        if name.quality != WEAK and name.text.isascii() and len(tokens(name.text)) > 1
    ]
    rng = random.Random(_FIRST_SEED)  # noqa: S311 - a repeatable sample
    return {key for key, _text in rng.sample(names, min(_FIRST_SAMPLE, len(names)))}
