from odoo import api, models

from ..event import fold_orders
from ..event_sql import (
    FIND_ORDERS,
    FIND_REQUESTS,
    FIND_UNNUMBERED,
    INSERT_ORDERS,
    UPDATE_ORDERS,
    UPDATE_REFUSED,
)


class BrokersyncOrder(models.Model):
    """What the sidecar's events make of orders: the one place where their state changes."""

    _inherit = "brokersync.order"

    @api.model
    def _apply_events(self, shard, rows):
        """Apply events in order and write into each which order it concerns (`order`, an id or None).

        Rows as in `brokersync.event.batch`.
        """
        execute = self.env["brokersync.event.batch"]._execute
        changes = fold_orders(rows)
        order_ids = self._find_by_event(shard, changes)
        states = {key: _state(change, shard) for key, change in changes.items() if change["state"]}
        created = [state for key, state in states.items() if key not in order_ids]
        updated = [{**states[key], "id": order_ids[key]} for key in states if key in order_ids]
        order_ids.update(execute(INSERT_ORDERS, created, shard.id))
        execute(UPDATE_ORDERS, updated)
        execute(
            UPDATE_REFUSED,
            [
                {
                    "id": order_ids[key],
                    "code": change["reject"]["code"],
                    "text": change["reject"]["text"],
                    "answered": change["answered"],
                }
                for key, change in changes.items()
                if change["reject"] and key in order_ids
            ],
        )
        for row in rows:
            row["order"] = order_ids.get(row["order_id"] or (row["account"], row["cl_ord_id"]))

    @api.model
    def _find_by_event(self, shard, changes):
        """Ids of the orders Odoo knows, by the keys of `fold_orders`."""
        execute = self.env["brokersync.event.batch"]._execute
        numbers = [{"order_id": key} for key in changes if isinstance(key, int)]
        found = dict(execute(FIND_ORDERS, numbers, shard.id or None))
        for statement, source in (FIND_UNNUMBERED, "first"), (FIND_REQUESTS, "reject"):
            asked = {}
            for key, change in changes.items():
                event = change[source]
                if event and key not in found:
                    asked[event["account_id"], event["cl_ord_id"]] = key
            named = [{"account_id": account, "cl_ord_id": name} for account, name in asked]
            for account, name, order_id in execute(statement, named):
                found[asked[account, name]] = order_id
        return found


def _state(change, shard):
    return {
        **change["first"],
        **change["state"],
        "first_ts": change["first"]["ts"],
        "answered": change["answered"],
        "shard_id": shard.id or None,
    }
