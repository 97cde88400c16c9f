"""The money-laundering risk of a client as a weighted mean of factors, explained line by line."""

from dataclasses import dataclass

BANDS = ("low", "medium", "high")


@dataclass(frozen=True)
class Line:
    """What one factor adds. `score` 0 to 100; `floor` is the lowest band this value allows, whatever the rest says."""

    factor: str
    value: str
    score: int
    weight: int
    floor: str = "low"


@dataclass(frozen=True)
class Result:
    """`total` 0 to 100, its band, and of each line the points it adds to the total."""

    total: int
    band: str
    points: tuple[float, ...]


def assess(lines, *, medium_from, high_from):
    """Total and band of `lines`.

    :raise ValueError: no line has a weight, so that there is nothing to go by
    """
    weights = sum(line.weight for line in lines)
    if weights <= 0:
        raise ValueError("No risk factor has a weight.")
    points = tuple(line.score * line.weight / weights for line in lines)
    total = round(sum(points))
    by_total = "high" if total >= high_from else "medium" if total >= medium_from else "low"
    band = max((by_total, *(line.floor for line in lines)), key=BANDS.index)
    return Result(total, band, points)
