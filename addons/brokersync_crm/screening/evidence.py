"""What else is known about a client, for or against a match of names. Points are added to the score of the name."""

from . import birth

BIRTH_POINTS = {"exact": 5, "year": 3, "within": 0, "conflict": -12}
COUNTRY_POINTS = {True: 2, False: -3}
OTHER_KIND_POINTS = -10


def weigh(query, entry):
    """List of (what, outcome, points); silent on what one side does not tell."""
    found = []
    if outcome := birth.compare(query.birth_date, entry.births):
        found.append(("birth", outcome, BIRTH_POINTS[outcome]))
    if query.countries and entry.countries:
        same = not set(query.countries).isdisjoint(entry.countries)
        found.append(("country", "same" if same else "other", COUNTRY_POINTS[same]))
    if query.kind and query.kind != entry.kind:
        found.append(("kind", entry.kind, OTHER_KIND_POINTS))
    return found
