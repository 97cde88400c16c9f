"""Small HTTP questions to our own parts."""

import json
import urllib.error
import urllib.request
from typing import Any


def get(url: str, seconds: float = 2.0) -> tuple[int, str]:
    """Status and body of a GET; status 0 when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=seconds) as answer:  # noqa: S310
            return answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(errors="replace")
    except OSError:
        return 0, ""


def get_json(url: str, seconds: float = 2.0) -> dict[str, Any]:
    """The JSON object behind a URL, {} when there is none."""
    body = get(url, seconds)[1]
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
