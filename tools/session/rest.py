"""What the session asks the sidecar over REST. Blocking calls."""

import json
import urllib.parse
import urllib.request
from collections.abc import Callable
from typing import Any

SECONDS = 10.0


class Rest:
    """The sidecar's REST door.

    Every method raises OSError when there is no answer or it is an error.
    """

    def __init__(self, url: str, token: Callable[[], str]) -> None:
        self._url = url
        self._token = token

    def instruments(self) -> list[dict[str, Any]]:
        """Reference data of all instruments."""
        return list(self._get("/v1/instruments"))

    def book(self, symbol: str) -> dict[str, Any]:
        """The best levels of a book."""
        return dict(self._get(f"/v1/instruments/{urllib.parse.quote(symbol)}/book?depth=1"))

    def open_orders(self, account: str) -> list[dict[str, Any]]:
        """Last reports of an account's open orders, at most 1,000."""
        return list(self._get(f"/v1/orders?account={urllib.parse.quote(account)}"))

    def health(self) -> dict[str, Any]:
        """Where the event log and the link to Odoo stand."""
        return dict(self._get("/health"))

    def _get(self, path: str) -> Any:
        request = urllib.request.Request(self._url + path)  # noqa: S310 - the address is ours
        request.add_header("Authorization", f"Bearer {self._token()}")
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
                return json.load(answer)
        except OSError as error:
            raise ConnectionError(
                f"the sidecar at {self._url}, asked for {path}: {error}"
            ) from None
