"""The other side of the market: whoever the person at the screen trades with."""

from __future__ import annotations

from itertools import count
from typing import Any
from uuid import uuid4

import httpx

from tests.seam.books import wait
from tools.lab.keys import Signer
from tools.secret_files import token_key
from tools.settings import Settings

SYMBOL = "CLF27"


class Market:
    """Enters orders at the running sidecar with a token of its own."""

    def __init__(self, stack: Settings) -> None:
        signer = Signer(token_key(stack))
        self._http = httpx.Client(
            base_url=stack.sidecar_url,
            headers={"Authorization": f"Bearer {signer.token()}"},
            timeout=60,
        )
        self._ids = count(1)
        self._run = uuid4().hex[:12]

    def order(self, account: str, side: str, qty: int, price: float, **fields: Any) -> dict:
        """Enter a limit order; gives its first report."""
        body = {"cl_ord_id": f"b{self._run}-{next(self._ids)}", "account": account}
        body |= {"symbol": SYMBOL, "side": side, "order_qty": qty, "price": price, **fields}
        answer = self._http.post("/v1/orders", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def open_orders(self, account: str) -> list[dict]:
        """Last reports of an account's open orders."""
        return self._http.get("/v1/orders", params={"account": account}).raise_for_status().json()

    def clear(self) -> None:
        """Cancel everything: the kill switch, on and off. Waits until a sidecar that starts is ready."""
        wait(lambda: self._answers("/ready"))
        for on in (True, False):
            body = {"scope": "all", "code": "", "on": on}
            self._http.post("/v1/admin/kill", json=body).raise_for_status()

    def _answers(self, path: str) -> bool:
        try:
            return self._http.get(path).status_code == 200
        except httpx.TransportError:
            return False

    def close(self) -> None:
        """End the connection."""
        self._http.close()
