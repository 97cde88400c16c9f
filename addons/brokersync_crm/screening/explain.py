from .entry import PRIMARY, WEAK

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
    if match.exact and not match.together:
        return ["every word is the same"]
    if match.together:
        return ["the same or nearly so when written together"]
    same = [word for word, other, likeness in match.pairing.pairs if likeness == 1]
    near = [
        f"{word} ≈ {other} ({likeness:.0%})"
        for word, other, likeness in match.pairing.pairs
        if likeness < 1
    ]
    parts = []
    if same:
        parts.append("same: " + ", ".join(same))
    if near:
        parts.append("alike: " + ", ".join(near))
    if match.pairing.asked_only:
        parts.append("only the client has: " + ", ".join(match.pairing.asked_only))
    if match.pairing.listed_only:
        parts.append("only the list has: " + ", ".join(match.pairing.listed_only))
    return parts
