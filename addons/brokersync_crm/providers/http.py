import json

import requests

from .interface import ProviderError

TIMEOUT = 20
"""Seconds until the connection stands, and again between two pieces of the answer."""

MAX_ANSWER = 2**20
AGAIN = {408, 425, 429, 500, 502, 503, 504}


class Client:
    """JSON over HTTP to one address: a time limit, a size limit, no redirects, and one kind of error."""

    def __init__(self, base_url, headers=None, timeout=TIMEOUT):
        self.base_url = base_url.rstrip("/")
        self.headers = {"Accept": "application/json", **(headers or {})}
        self.timeout = timeout

    def call(self, method, path, *, headers=None, **kwargs):
        """The answer as a dict. Raises ProviderError; no key or body is in its text."""
        place = f"{method} {path.split('?')[0]}"
        try:
            with requests.request(
                method,
                self.base_url + path,
                headers={**self.headers, **(headers or {})},
                timeout=self.timeout,
                allow_redirects=False,
                stream=True,
                **kwargs,
            ) as answer:
                content = answer.raw.read(MAX_ANSWER + 1, decode_content=True)
        except (requests.RequestException, OSError) as error:
            raise ProviderError(f"{place}: {type(error).__name__}", again=True) from error
        if not 200 <= answer.status_code < 300:
            again = answer.status_code in AGAIN
            raise ProviderError(f"{place}: HTTP {answer.status_code}", again=again)
        try:
            found = json.loads(content) if len(content) <= MAX_ANSWER else None
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise ProviderError(f"{place}: the answer is no JSON object", again=False)
        return found


def pick(answer, *path):
    """The text or number at `path` of an answer. Raises ProviderError naming the path when it is not there."""
    found = answer
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    if not isinstance(found, (str, int)):
        raise ProviderError(f"The answer has no {'.'.join(path)}", again=False)
    return str(found)
