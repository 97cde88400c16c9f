from collections import defaultdict
from dataclasses import dataclass

from .words import PARTICLES

# How far a name that is all there counts although the other has more words: one matching word proves little,
# two or more are a name without its middle part. A rare family name with an initial that agrees stands between.
_INCLUSION_OF_ONE = 0.4
_INCLUSION_OF_INITIAL = 0.75
_INCLUSION_OF_MORE = 0.8
# Words put around a listed name do not hide it: they count up to this multiple of its weight.
_MOST_PADDING = 3


@dataclass(frozen=True, slots=True)
class Pairing:
    """Which word of the question stands for which word of the listed name.

    `pairs` are (asked, listed, likeness 0–1); `asked_only` and `listed_only` are left over; `score` is 0–100.
    """

    score: float
    pairs: tuple
    asked_only: tuple
    listed_only: tuple


def pair(asked, listed, vocabulary, rare):
    """The best pairing of two token tuples, whatever their order, and whichever of the two is asked about.

    score = 100 · M · (a / lesser + (1 − a) / greater), with M the weight of what matched times its likeness, `lesser`
    and `greater` the whole weight of the two names, and a from :func:`inclusion`. An initial counts what a letter
    tells, not what the word it stands for does.

    :param rare: most names that may hold a family name which an initial is enough for
    """
    pairs, rest = _closest(asked, listed, vocabulary)
    listed_only = list(listed)
    for _word, other, _likeness in pairs:
        listed_only.remove(other)
    weight = vocabulary.weight
    told = [_told(word, other, vocabulary) for word, other, _likeness in pairs]
    ours = sum(word for word, _other in told) + sum(map(weight, rest))
    theirs = sum(other for _word, other in told) + sum(map(weight, listed_only))
    matched = sum(
        likeness * min(both) for (*_words, likeness), both in zip(pairs, told, strict=True)
    )
    telling = [found for found, both in zip(pairs, told, strict=True) if min(both) > 1]
    share = inclusion(len(telling), initial=_initial_tells(pairs, telling, vocabulary, rare))
    score = weighed(matched, ours, theirs, share)
    return Pairing(min(score, 100.0), tuple(pairs), tuple(rest), tuple(listed_only))


def weighed(matched, ours, theirs, share):
    """Points of a name of which the weight `matched` agrees, of `ours` asked about and of `theirs` listed."""
    ours = min(ours, _MOST_PADDING * theirs)
    return 100 * matched * (share / min(ours, theirs) + (1 - share) / max(ours, theirs))


def inclusion(telling, *, initial):
    """How far a name that is all there counts, by the number of words that tell something.

    :param initial: whether the first letter of the given name agrees and the family name is rare
    """
    if telling > 1:
        return _INCLUSION_OF_MORE
    return _INCLUSION_OF_INITIAL if initial else _INCLUSION_OF_ONE


def is_initial(word, other):
    """Whether one of two paired words is the first letter of the other, longer one."""
    return (len(word) == 1) != (len(other) == 1)


def _initial_tells(pairs, telling, vocabulary, rare):
    if len(telling) != 1 or not any(is_initial(word, other) for word, other, _likeness in pairs):
        return False
    ((word, other, _likeness),) = telling
    return word == other and vocabulary.is_rare(word, rare)


def _told(word, other, vocabulary):
    """Weights of two paired words. A word of no list is a slip for its partner, and as frequent as that one."""
    weights = vocabulary.weight(word), vocabulary.weight(other)
    if word == other or is_initial(word, other):
        return weights
    known = [
        weight for weight, text in zip(weights, (word, other), strict=True) if text in vocabulary
    ]
    between = sum(known or weights) / len(known or weights)
    return between, between


def _closest(asked, listed, vocabulary):
    """Pairs in order of likeness, initials last, each word used once, and the words of the question without one."""
    places = defaultdict(list)
    for index, word in enumerate(listed):
        places[word].append(index)
    options = sorted(
        (
            (is_initial(word, other), -likeness, sorted((word, other)), index, place)
            for index, word in enumerate(asked)
            for other, likeness in _options(word, listed, vocabulary)
            for place in places[other]
        ),
    )
    pairs, used_asked, used_listed = [], set(), set()
    for _initial, likeness, _words, index, place in options:
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
        elif word[0] == other[0] and is_initial(word, other) and not {word, other} & PARTICLES:
            yield other, 1.0
