"""k-anonymity: each combination of what could point to a person is shared by at least k people (Sweeney, 2002)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence


def groups(rows: Iterable[Mapping], quasi_identifiers: Sequence[str]) -> Counter:
    """Number of rows by combination of quasi-identifiers."""
    return Counter(tuple(row[name] for name in quasi_identifiers) for row in rows)


def k_of(rows: Iterable[Mapping], quasi_identifiers: Sequence[str]) -> int:
    """Size of the smallest group: the k that `rows` reach; 0 when there are none."""
    return min(groups(rows, quasi_identifiers).values(), default=0)


def exposed(rows: Iterable[Mapping], quasi_identifiers: Sequence[str], k: int) -> list[tuple]:
    """Combinations shared by fewer than k rows, the rarest first."""
    counted = groups(rows, quasi_identifiers)
    return sorted(
        (group for group, size in counted.items() if size < k), key=lambda g: (counted[g], g)
    )
