"""A venue for the replay: the REST interface of a sidecar, one request after the other on one
connection."""

from __future__ import annotations

import http.client
import json
from typing import Any

from tools.replay.lobster import Levels, Side


class RestVenue:
    """Raises ``RuntimeError`` with the sidecar's words when an order is refused.

    Prices in dollars times 10,000.
    """

    def __init__(self, port: int, token: str, symbol: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._symbol = symbol

    def new(self, account: str, name: str, side: Side, qty: int, price: int, tif: str) -> None:
        """A limit order."""
        self._post(
            "/v1/orders",
            account=account,
            cl_ord_id=name,
            symbol=self._symbol,
            side=side,
            ord_type="limit",
            order_qty=qty,
            price=price / 10_000,
            time_in_force=tif,
        )

    def cancel(self, account: str, name: str, orig: str) -> None:
        """Cancel an order."""
        self._post("/v1/orders/cancel", account=account, cl_ord_id=name, orig_cl_ord_id=orig)

    def replace(self, account: str, name: str, orig: str, qty: int, price: int) -> None:
        """Give an order another quantity; the price stays."""
        self._post(
            "/v1/orders/replace",
            account=account,
            cl_ord_id=name,
            orig_cl_ord_id=orig,
            symbol=self._symbol,
            order_qty=qty,
            price=price / 10_000,
        )

    def depth(self, levels: int) -> tuple[Levels, Levels]:
        """The best bids and asks: price to size."""
        book = self._request("GET", f"/v1/instruments/{self._symbol}/book?depth={levels}")
        bids, asks = (
            {round(price * 10_000): qty for price, qty, _orders in book[side]}
            for side in ("bids", "asks")
        )
        return bids, asks

    def _post(self, path: str, **body: object) -> None:
        self._request("POST", path, json.dumps(body))

    def _request(self, verb: str, path: str, body: str | None = None) -> Any:
        self._connection.request(verb, path, body, self._headers)
        answer = self._connection.getresponse()
        content = json.loads(answer.read())
        if answer.status >= 300:
            raise RuntimeError(f"{verb} {path} {body or ''}: {answer.status} {content}")
        return content
