"""Names against sanctions lists: readers of the official files, a matcher, and a sentence for each match.

No database here: what is read is a list of :class:`Entry`, what is asked a :class:`Query`, what comes back matches.
"""

from .entry import Birth, Entry, Name
from .errors import ListRefused
from .explain import sentence
from .matcher import Match, Matcher, Query, Settings

__all__ = [
    "Birth",
    "Entry",
    "ListRefused",
    "Match",
    "Matcher",
    "Name",
    "Query",
    "Settings",
    "sentence",
]
