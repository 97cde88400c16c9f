"""Where a notification may lead: pages of this server only."""

import re

# One slash, then no second one: `//host` and `/\host` are other servers to a browser.
_LOCAL = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")


def is_local_path(url):
    """True when `url` is a path on this server: no scheme, no host, no backslash, no blank or control character."""
    return bool(_LOCAL.fullmatch(url))
