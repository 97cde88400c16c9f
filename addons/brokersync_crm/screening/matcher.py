from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process

from .entry import PERSON, WEAK, Entry, Name
from .evidence import weigh
from .homoglyph import is_disguised
from .normal import variants, written_together
from .pairing import Pairing, inclusion, pair, weighed
from .vocabulary import INITIAL_WEIGHT, Vocabulary

# Names written together or apart (“Aero-Caribbean”, “Abdulrahman”) are compared as one string as well.
_LEAST_RATIO = 90
# Firms share long words (“International”, “Trading”): the same likeness tells less.
_LEAST_RATIO_OF_OTHERS = 92
_LEAST_LETTERS = 8
# The longest listed name has 25 words. Of longer texts those are compared that lists have, the rarest first.
MAX_WORDS = 25


@dataclass(frozen=True, slots=True)
class Settings:
    """Points (0–100) from which a match is shown: `threshold` after evidence, `weak` for the name of a weak alias.

    `rare`: most listed names that may have a family name for which an initial in place of the given name is enough.
    """

    threshold: float = 85.0
    weak: float = 95.0
    rare: int = 40


@dataclass(frozen=True, slots=True)
class Query:
    """Who is asked about: one or more names, and what is known beside."""

    names: tuple[str, ...]
    birth_date: date | None = None
    countries: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """The best match of one entry. `score` = score of the name + points of the evidence, within 0–100.

    A name that is the same in every word is never scored below the threshold: a person decides, not the arithmetic.
    """

    entry: Entry
    name: Name
    asked: str
    name_score: float
    score: float
    pairing: Pairing
    evidence: tuple
    together: bool
    disguised: bool

    @property
    def exact(self):
        return self.name_score >= 99.99


class Matcher:
    """All names of the lists, indexed by word. Build once for each version of the lists; asking does not change it.

    :param entries: the entries to find
    :param vocabulary: words and weights of a larger list, so that a part of it scores as the whole does
    """

    def __init__(self, entries, vocabulary=None):
        self._rows = [
            (entry, name, words)
            for entry in entries
            for name in entry.names
            for words in variants(name.text)
        ]
        self._vocabulary = vocabulary or Vocabulary(words for _entry, _name, words in self._rows)
        self._where = defaultdict(set)
        self._joined = defaultdict(list)
        for number, (_entry, name, words) in enumerate(self._rows):
            for word in words:
                self._where[word].add(number)
            self._joined["".join(words)].append(number)
            for text in written_together(name.text) - {"".join(words)}:
                self._joined[text].append(number)
        weight = self._vocabulary.weight
        self._sizes = [sum(map(weight, words)) for *_row, words in self._rows]
        self._initials = [
            sum(weight(word) <= INITIAL_WEIGHT for word in words) for *_row, words in self._rows
        ]
        self._long = [text for text in self._joined if len(text) >= _LEAST_LETTERS]

    def __len__(self):
        return len(self._rows)

    def part(self, keys):
        """A matcher of those entries only, with the same scores."""
        entries = {entry.key: entry for entry, _name, _words in self._rows if entry.key in keys}
        return Matcher(entries.values(), self._vocabulary)

    def holds(self, entry, text):
        """Whether the text is a name of the entry, word for word: then no threshold hides it."""
        return any(
            self._rows[number][0] is entry
            for words in variants(text)
            for number in self._joined.get("".join(words), ())
        )

    def search(self, query, settings=None):
        """Matches at or above the threshold, best first, one an entry."""
        settings = settings or Settings()
        best = {}
        for asked in query.names:
            for words in variants(asked):
                for match in self._matches(asked, words, query, settings):
                    known = best.get(id(match.entry))
                    if known is None or (match.score, match.name_score) > (
                        known.score,
                        known.name_score,
                    ):
                        best[id(match.entry)] = match
        return sorted(best.values(), key=lambda match: (-match.score, match.entry.key))

    def _matches(self, asked, words, query, settings):
        together = self._together("".join(words))
        words = self._compared(words)
        least = settings.threshold - 10  # what evidence may add, and some room
        for number in self._candidates(words, least) | together.keys():
            entry, name, listed = self._rows[number]
            pairing = pair(words, listed, self._vocabulary, settings.rare)
            ratio = together.get(number, 0)
            if entry.kind != PERSON and ratio < _LEAST_RATIO_OF_OTHERS:
                ratio = 0
            name_score = max(pairing.score, ratio)
            if name_score < (settings.weak if name.quality == WEAK else least):
                continue
            evidence = tuple(weigh(query, entry))
            score = min(max(name_score + sum(points for *_what, points in evidence), 0), 100.0)
            if name_score >= 99.99:
                score = max(score, settings.threshold)
            if score >= settings.threshold:
                yield Match(
                    entry,
                    name,
                    asked,
                    round(name_score, 1),
                    round(score, 1),
                    pairing,
                    evidence,
                    together=ratio > pairing.score,
                    disguised=is_disguised(asked),
                )

    def _compared(self, words):
        """At most :data:`MAX_WORDS` words: who fills a name with words pays no more, and hides nothing listed."""
        vocabulary = self._vocabulary
        if len(words) > MAX_WORDS:
            order = sorted(
                set(words), key=lambda word: (word not in vocabulary, -vocabulary.weight(word))
            )
            words = tuple(order[:MAX_WORDS])
        return words

    def _candidates(self, words, least):
        """Rows that could reach `least`: a bound that costs a few additions a row, before words are paired in earnest.

        What a row can gain is the likeness of its words at their best; what is certainly left over on either side is
        the rest.
        """
        weight = self._vocabulary.weight
        telling = [word for word in words if weight(word) > INITIAL_WEIGHT] or words
        slight = (len(words) - len(telling)) * INITIAL_WEIGHT
        gained = {}
        for word in telling:
            for number, (value, listed) in self._reached(word).items():
                row = gained.setdefault(number, [0, 0.0, 0.0, 0.0])
                row[0] += 1
                row[1] += value
                row[2] += weight(word)
                row[3] += listed
        whole = sum(map(weight, telling))
        found = set()
        for number, (count, value, ours, theirs) in gained.items():
            initials = slight + self._initials[number]
            matched = value + initials
            bound = weighed(
                matched,
                matched + max(whole - ours, 0),
                matched + max(self._sizes[number] - theirs, 0),
                inclusion(count, initial=initials > 0),
            )
            if bound >= least:
                found.add(number)
        return found

    def _reached(self, word):
        """Rows with a word like this one: {row: (most it can be worth there, weight of the heaviest such word)}."""
        weight = self._vocabulary.weight
        reached = {}
        for other, likeness in self._vocabulary.alike(word).items():
            listed = weight(other)
            value = likeness * max(weight(word), listed)
            for number in self._where[other]:
                known = reached.get(number, (0, 0))
                reached[number] = max(value, known[0]), max(listed, known[1])
        return reached

    def _together(self, text):
        """Likeness (0–100) of rows that are nearly the same string when written without blanks."""
        found = dict.fromkeys(self._joined.get(text, ()), 100.0)
        if len(text) >= _LEAST_LETTERS:
            for other, ratio, _index in process.extract(
                text, self._long, scorer=fuzz.ratio, score_cutoff=_LEAST_RATIO, limit=None
            ):
                for number in self._joined[other]:
                    found[number] = max(ratio, found.get(number, 0))
        return found
