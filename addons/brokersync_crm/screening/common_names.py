"""Family names that many people bear whatever a sanctions list holds of them."""

from zxcvbn.frequency_lists import FREQUENCY_LISTS

_MOST = 1_000

# The census of the United States, most frequent first; the list comes with the estimator of passwords.
COMMON = frozenset(FREQUENCY_LISTS["surnames"][:_MOST])
