import math
from collections import Counter, defaultdict
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from .common_names import COMMON
from .homoglyph import look
from .phonetic import keys
from .words import CANONICAL, PARTICLES

# Likeness of two words: 1 − edits / length of the longer (insertion, deletion, change, swap of neighbours count one).
LEAST_LIKENESS = 0.75
# Of two words that sound the same in some reading, and are not further from each other than this.
LEAST_OF_SAME_SOUND = 0.5
SAME_SOUND = 0.9
# Two words that are both names in their own right are less likely one name written twice.
BOTH_LISTED = 0.05
# A word of no list that is one slip of the fingers from a listed one, however short.
ONE_SLIP = 0.85
PARTICLE_WEIGHT = 0.5
# A letter that stands for a word fits one name in twenty: it confirms, and tells little.
INITIAL_WEIGHT = 1.0


class Vocabulary:
    """The words of all names of a list: how much each tells, and which ones are nearly the same.

    A word's weight is the logarithm of its rarity: “mohammed” or “trading” say little, a rare surname says much.
    """

    def __init__(self, names):
        """:param names: token tuples, one a name"""
        names = [set(words) for words in names]
        self._count = Counter(word for words in names for word in words)
        self._total = max(len(names), 1)
        self._by_length = defaultdict(list)
        for word in self._count:
            self._by_length[len(word)].append(word)
        self._by_sound = defaultdict(list)
        for word in self._count:
            for key in keys(word):
                self._by_sound[key].append(word)
        # A typing error in one spelling of a frequent name leads to that name.
        spellings = [spelling for spelling, word in CANONICAL.items() if word in self._count]
        for spelling in spellings:
            self._by_length[len(spelling)].append(spelling)
        self._by_look = defaultdict(list)
        for word in (*self._count, *spellings):
            self._by_look[look(word)].append(word)
        self.alike = lru_cache(maxsize=20_000)(self._alike)

    def weight(self, word):
        if word in PARTICLES:
            return PARTICLE_WEIGHT
        if len(word) == 1:
            return INITIAL_WEIGHT
        return 1 + math.log((self._total + 1) / (1 + self._count[word]))

    def __contains__(self, word):
        return word in self._count

    def is_rare(self, word, most):
        """Whether at most `most` listed names have the word and it is no common family name either."""
        return self._count[word] <= most and word not in COMMON

    def _alike(self, word):
        """Words of the list within one edit in four characters, or of the same sound or look, with their likeness.

        Up to three characters: itself, or what looks the same.
        """
        found = defaultdict(float)
        if len(word) > 3 and word not in PARTICLES:
            for other, likeness in self._near(word):
                other = CANONICAL.get(other, other)
                found[other] = max(likeness, found[other])
            for other in self._sounding_like(word):
                found[other] = max(SAME_SOUND, found[other])
        if word not in self and not word.isdigit():
            for other in self._by_look.get(look(word), ()):
                found[CANONICAL.get(other, other)] = 1.0
        if word in self:
            found = {other: likeness - BOTH_LISTED for other, likeness in found.items()}
            found[word] = 1.0
        return dict(found)

    def _near(self, word):
        """Words of the list within one edit in four characters, and their likeness."""
        reach = len(word) // 3
        for length in range(max(len(word) - reach, 4), len(word) + reach + 1):
            for other, likeness, _index in process.extract(
                word,
                self._by_length.get(length, ()),
                scorer=OSA.normalized_similarity,
                score_cutoff=LEAST_LIKENESS,
                limit=None,
            ):
                one_slip = word not in self and OSA.distance(word, other) == 1
                yield other, max(likeness, ONE_SLIP) if one_slip else likeness

    def _sounding_like(self, word):
        for key in keys(word):
            for other in self._by_sound.get(key, ()):
                if len(other) > 3 and OSA.normalized_similarity(word, other) >= LEAST_OF_SAME_SOUND:
                    yield other
