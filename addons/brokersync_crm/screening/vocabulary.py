import math
from collections import Counter, defaultdict
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from .phonetic import keys
from .words import CANONICAL, PARTICLES

# Likeness of two words: 1 − edits / length of the longer (insertion, deletion, change, swap of neighbours count one).
LEAST_LIKENESS = 0.75
# Of two words that sound the same in some reading, and are not further from each other than this.
LEAST_OF_SAME_SOUND = 0.5
SAME_SOUND = 0.9
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
        for spelling, word in CANONICAL.items():
            if word in self._count:
                self._by_length[len(spelling)].append(spelling)
        self.alike = lru_cache(maxsize=20_000)(self._alike)

    def weight(self, word):
        if word in PARTICLES:
            return PARTICLE_WEIGHT
        if len(word) == 1:
            return INITIAL_WEIGHT
        return 1 + math.log((self._total + 1) / (1 + self._count[word]))

    def _alike(self, word):
        """Words of the list within one edit in four characters, or of the same sound, with their likeness.

        Up to three characters: itself.
        """
        found = {word: 1.0} if word in self._count else {}
        reach = len(word) // 3
        if len(word) < 4 or word in PARTICLES:
            return found
        for length in range(max(len(word) - reach, 4), len(word) + reach + 1):
            hits = process.extract(
                word,
                self._by_length.get(length, ()),
                scorer=OSA.normalized_similarity,
                score_cutoff=LEAST_LIKENESS,
                limit=None,
            )
            for other, likeness, _index in hits:
                other = CANONICAL.get(other, other)
                found[other] = max(likeness, found.get(other, 0))
        for other in self._sounding_like(word):
            found[other] = max(SAME_SOUND, found.get(other, 0))
        return found

    def _sounding_like(self, word):
        for key in keys(word):
            for other in self._by_sound.get(key, ()):
                if len(other) > 3 and OSA.normalized_similarity(word, other) >= LEAST_OF_SAME_SOUND:
                    yield other
