from .entry import PRIMARY, WEAK
from .homoglyph import has_invisible, look
from .pairing import is_initial

_QUALITY = {PRIMARY: "primary name", WEAK: "weak alias"}
_EVIDENCE = {
    ("birth", "exact"): "same date of birth",
    ("birth", "year"): "year of birth agrees",
    ("birth", "within"): "year of birth within two years",
    ("birth", "conflict"): "different date of birth",
    ("country", "same"): "country in common",
    ("country", "other"): "no country in common",
}


def sentence(match, threshold):
    """Why this is a match, for the person who decides: names, words, evidence and points, in one readable line."""
    quality = _QUALITY.get(match.name.quality, "alias")
    parts = [f"“{match.asked}” against “{match.name.text}” ({quality})"]
    if match.disguised:
        parts.append("letters of another alphabet stand in for Latin ones")
    if has_invisible(match.asked):
        parts.append("invisible characters are in the client's name")
    parts += _words(match)
    parts.append(f"name {match.name_score:g} points")
    parts += [
        f"{_EVIDENCE.get((what, outcome), f'listed as {outcome}')} {points:+d}"
        for what, outcome, points in match.evidence
    ]
    if match.name_score + sum(points for *_what, points in match.evidence) < match.score:
        parts.append("lifted to the threshold, because a same name is always shown")
    parts.append(f"score {match.score:g}, shown from {threshold:g}")
    return "; ".join(parts) + "."


def _words(match):
    if match.together:
        return ["the same or nearly so when written together"]
    pairs = match.pairing.pairs
    initials = [pair for pair in pairs if is_initial(*pair[:2])]
    others = [pair for pair in pairs if pair not in initials]
    looks = [pair for pair in others if pair[0] != pair[1] and look(pair[0]) == look(pair[1])]
    if match.exact and not initials and not looks:
        return ["every word is the same"]
    found = {
        "same": [word for word, other, _likeness in others if word == other],
        "looks the same": [f"{word} = {other}" for word, other, _likeness in looks],
        "alike": [
            f"{word} ≈ {other} ({likeness:.0%})"
            for word, other, likeness in others
            if word != other and (word, other, likeness) not in looks
        ],
        "only an initial agrees": [
            f"{word} for {other}" if len(word) == 1 else f"{other} for {word}"
            for word, other, _likeness in initials
        ],
        "only the client has": match.pairing.asked_only,
        "only the list has": match.pairing.listed_only,
    }
    return [f"{what}: {', '.join(words)}" for what, words in found.items() if words]
