from collections import defaultdict
from dataclasses import dataclass

# How far a name that is all there counts although the other has more words: one matching word proves little,
# two or more are a name without its middle part.
_INCLUSION = {1: 0.4, 2: 0.8}
_INCLUSION_OF_MORE = 0.8


@dataclass(frozen=True, slots=True)
class Pairing:
    """Which word of the question stands for which word of the listed name.

    `pairs` are (asked, listed, likeness 0–1); `asked_only` and `listed_only` are left over; `score` is 0–100.
    """

    score: float
    pairs: tuple
    asked_only: tuple
    listed_only: tuple


def pair(asked, listed, vocabulary):
    """The best pairing of two token tuples, whatever their order.

    score = 100 · M · (a / lesser + (1 − a) / greater), with M the weight of what matched times its likeness, `lesser`
    and `greater` the whole weight of the two names, and a from :data:`_INCLUSION`. An initial counts what a letter
    tells, not what the word it stands for does.
    """
    pairs, rest = _closest(asked, listed, vocabulary)
    listed_only = list(listed)
    for _word, other, _likeness in pairs:
        listed_only.remove(other)
    weight = vocabulary.weight
    matched = sum(likeness * _shared(a, b, weight) for a, b, likeness in pairs)
    sizes = sum(map(weight, asked)), sum(map(weight, listed))
    inclusion = _INCLUSION.get(_telling(pairs, weight), _INCLUSION_OF_MORE)
    score = 100 * matched * (inclusion / min(sizes) + (1 - inclusion) / max(sizes))
    return Pairing(min(score, 100.0), tuple(pairs), tuple(rest), tuple(listed_only))


def _shared(word, other, weight):
    if 1 in (len(word), len(other)):
        return min(weight(word), weight(other))
    return (weight(word) + weight(other)) / 2


def _telling(pairs, weight):
    return max(sum(min(weight(word), weight(other)) > 1 for word, other, _likeness in pairs), 1)


def _closest(asked, listed, vocabulary):
    """Pairs in order of likeness, each word used once, and the words of the question without one."""
    places = defaultdict(list)
    for index, word in enumerate(listed):
        places[word].append(index)
    options = sorted(
        (
            (-likeness, index, place)
            for index, word in enumerate(asked)
            for other, likeness in _options(word, listed, vocabulary)
            for place in places[other]
        ),
    )
    pairs, used_asked, used_listed = [], set(), set()
    for likeness, index, place in options:
        if index not in used_asked and place not in used_listed:
            used_asked.add(index)
            used_listed.add(place)
            pairs.append((asked[index], listed[place], -likeness))
    return pairs, [word for index, word in enumerate(asked) if index not in used_asked]


def _options(word, listed, vocabulary):
    alike = vocabulary.alike(word)
    for other in set(listed):
        if other in alike:
            yield other, alike[other]
        elif word[0] == other[0] and 1 in (len(word), len(other)):
            yield other, 1.0
