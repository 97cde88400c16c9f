"""Counts what is found and what is hit by mistake::

    cd addons/brokersync_crm && python -m screening.evaluation.measure ../../../shared/data/sanctions

Prints one JSON object: see :func:`measured`. `--development` asks about the half that may be looked at, and names
what was missed.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter

from .. import Matcher, Query
from ..entry import ENTITY, PERSON, WEAK
from . import ordinary, split
from .variation import KINDS

SEED = 2026


def questions(entries, kind, count, seed=SEED):
    """At most `count` pairs (entry, varied name), one name an entry; weak aliases and names of one word left out."""
    rng = random.Random(f"{seed} {kind.label}")  # noqa: S311 - a repeatable sample
    fitting = [entry for entry in entries if kind.fits(entry)]
    found = []
    for entry in rng.sample(fitting, len(fitting)):
        names = [
            name.text
            for name in entry.names
            if name.quality != WEAK and name.text.isascii() and len(name.text.split()) > 1
        ]
        varied = kind.vary(rng.choice(names), rng) if names else None
        if varied:
            found.append((entry, varied))
        if len(found) == count:
            break
    return found


def missed(matcher, asked):
    """Of pairs (entry, name), those that do not find their entry."""
    return [
        (entry, name)
        for entry, name in asked
        if all(match.entry is not entry for match in matcher.search(Query((name,))))
    ]


def hit(matcher, names, kind):
    """Of innocent names, those that hit anything."""
    return [name for name in names if matcher.search(Query((name,), kind=kind))]


def measured(matcher, entries, count, seed=SEED):
    """Found of each kind, mistakes among innocents, and the time of each search.

    :return: {"recall": {kind: {"asked", "missed": [(listed, asked)]}}, "people": {"asked", "hit": {name: language}},
        "initials": {"asked", "hit": [name]}, "firms": {"asked", "hit": [name]},
        "ms": [milliseconds of each search], "cpu_ms": of the processor, on average,
        "seed", "names"}
    """
    watch = Stopwatch(matcher)
    recall = {}
    for kind in KINDS:
        asked = questions(entries, kind, count, seed)
        lost = [(entry.names[0].text, name) for entry, name in missed(watch, asked)]
        recall[kind.label] = {"asked": len(asked), "missed": lost}
    people, firms = ordinary.innocents(count, seed)
    initials = ordinary.initials(people)
    return {
        "seed": seed,
        "names": len(matcher),
        "recall": recall,
        "people": {
            "asked": count,
            "hit": {name: people[name] for name in hit(watch, people, PERSON)},
        },
        "initials": {"asked": len(initials), "hit": hit(watch, initials, PERSON)},
        "firms": {"asked": count, "hit": hit(watch, firms, ENTITY)},
        "ms": watch.times,
        "cpu_ms": watch.processor / len(watch.times),
    }


class Stopwatch:
    """A matcher that notes how long each search takes, in milliseconds."""

    def __init__(self, matcher):
        self._matcher = matcher
        self.times = []
        self.processor = 0.0

    def search(self, query):
        started, processor = time.perf_counter(), time.process_time()
        found = self._matcher.search(query)
        self.processor += (time.process_time() - processor) * 1e3
        self.times.append((time.perf_counter() - started) * 1e3)
        return found


def main(arguments=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", help="with the official files")
    parser.add_argument("--count", type=int, default=1000, help="names of each kind")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--development", action="store_true")
    options = parser.parse_args(arguments)
    entries = split.load(options.folder)
    development, held_out = split.halves(entries)
    asked = development if options.development else held_out
    result = measured(Matcher(entries), asked, options.count, options.seed)
    result |= {"entries": len(entries), "held_out": len(held_out)}
    if options.development:
        _tell(result)
    else:
        for part in result["recall"].values():
            part["missed"] = len(part["missed"])  # nobody looks at the names
        sys.stdout.write(json.dumps(result) + "\n")


def _tell(result):
    """What was missed, for whoever improves the rules."""
    for label, part in result["recall"].items():
        share = 1 - len(part["missed"]) / max(part["asked"], 1)
        sys.stdout.write(f"{label}: {share:.1%} of {part['asked']}\n")
        for listed, asked in part["missed"][:12]:
            sys.stdout.write(f"    {listed} / {asked}\n")
    languages = Counter(result["people"]["hit"].values())
    times = sorted(result["ms"])
    sys.stdout.write(f"{times[len(times) // 2]:.1f} ms, p99 {times[len(times) * 99 // 100]:.1f}\n")
    sys.stdout.write(f"people hit: {dict(languages)}; firms hit: {result['firms']['hit']}\n")


if __name__ == "__main__":
    main()
