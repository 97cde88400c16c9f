"""Taking the session's own orders out of the books: what an earlier run left behind, or at the end."""

import asyncio
from collections.abc import Iterable, Iterator

from matching_sidecar.client import Cancel, Client
from tools.session.rest import Rest

PREFIX = "demo-"
"""Client order ids of the session begin with it; orders of people do not."""


async def sweep(rest: Rest, house: Client, accounts: Iterable[str], ids: Iterator[str]) -> int:
    """Cancel all open orders of this and earlier sessions; gives how many.

    Raises:
        OSError, ClientError: the sidecar is gone, or does not take the cancels.
    """
    swept = 0
    for account in accounts:
        while orders := await asyncio.to_thread(_own_orders, rest, account):
            cancels = (Cancel(next(ids), order, account) for order in orders)
            await asyncio.gather(*(house.request(cancel) for cancel in cancels))
            swept += len(orders)
    return swept


def _own_orders(rest: Rest, account: str) -> list[str]:
    found = (order["cl_ord_id"] for order in rest.open_orders(account))
    return [cl_ord_id for cl_ord_id in found if cl_ord_id.startswith(PREFIX)]
