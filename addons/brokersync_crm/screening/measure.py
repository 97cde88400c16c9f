"""How well the matcher finds and how often it errs, on the official files::

cd addons/brokersync_crm && python -m screening.measure ../../../shared/data/sanctions
"""

import random
import sys
import time
from pathlib import Path

from . import Matcher, Query, distort, ofac, un
from .entry import ENTITY, PERSON, WEAK
from .innocents import innocents
from .normal import tokens


def load(folder):
    """Entries of the OFAC files and the UN file in a folder."""
    folder = Path(folder)
    files = {
        name: (folder / name).read_bytes() for name in ofac.COLUMNS if (folder / name).exists()
    }
    return ofac.read(files) + un.read((folder / "UN_consolidated.xml").read_bytes())


def missed(matcher, questions):
    """Of pairs (entry, asked name), those that do not find their entry."""
    return [
        (entry, asked)
        for entry, asked in questions
        if all(match.entry is not entry for match in matcher.search(Query((asked,))))
    ]


def distorted(entries, way, count, seed=11):
    """Pairs (entry, distorted name) of a sample of names with two words and more, weak aliases left out."""
    rng = random.Random(seed)  # noqa: S311 - a repeatable sample
    names = [
        (entry, name.text)
        for entry in entries
        if entry.kind in (PERSON, ENTITY)
        for name in entry.names
        if name.quality != WEAK and name.text.isascii() and len(tokens(name.text)) > 1
    ]
    return [(entry, way(text, rng)) for entry, text in rng.sample(names, count)]


def false_alarms(matcher, names, kind):
    """Names that hit anything."""
    return [name for name in names if matcher.search(Query((name,), kind=kind))]


def main(folder, count=1000):
    entries = load(folder)
    started = time.perf_counter()
    matcher = Matcher(entries)
    say(
        f"{len(entries)} entries, {len(matcher)} names, ready in {time.perf_counter() - started:.1f} s"
    )
    for label, way in distort.WAYS.items():
        questions = distorted(entries, way, count)
        say(f"found with {label}: {1 - len(missed(matcher, questions)) / count:.1%}")
    people, firms = innocents(count)
    started = time.perf_counter()
    for label, names, kind in (("people", people, PERSON), ("firms", firms, ENTITY)):
        say(f"innocent {label} that hit: {len(false_alarms(matcher, names, kind)) / count:.1%}")
    say(f"{(time.perf_counter() - started) / count / 2 * 1000:.1f} ms a name")


def say(text):
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
