"""One slip of the fingers."""

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = {
    letter: row[max(at - 1, 0) : at] + row[at + 1 : at + 2]
    for row in _ROWS
    for at, letter in enumerate(row)
}


def slip(word, rng):
    """The word with one letter left out, doubled, hit beside its key, or swapped with the next; never the same."""
    at = rng.randrange(len(word))
    beside = rng.choice(_NEIGHBOURS.get(word[at].lower(), "e"))
    ways = [
        word[:at] + word[at + 1 :],
        word[: at + 1] + word[at:],
        word[:at] + beside + word[at + 1 :],
        word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
    ]
    return rng.choice([way for way in ways if way != word])
