import json
import time

import psycopg2

from odoo import api, models

from ..const import FILLS
from ..event import EventError, check_event, load_events
from ..event_sql import INSERT_EXECUTIONS

# What a single event can be guilty of. Anything else (lost connection, conflict with another transaction) concerns the
# whole call, which Odoo repeats.
POISON = (EventError, psycopg2.DataError, psycopg2.IntegrityError)


class BrokersyncEventBatch(models.AbstractModel):
    """Applies events of the sidecar, one statement per table for the whole batch.

    It is SQL because the desk sees thousands of events a second; the ORM may not compute anything
    stored from these tables. Higher addons extend `_after_events` of `brokersync.shard`.
    """

    _name = "brokersync.event.batch"
    _description = "Applies events of the matching sidecar"

    @api.model
    def _apply(self, shard, events):
        """Apply events of one shard, in order; one that cannot be applied goes to the quarantine alone.

        :param events: parsed JSON objects with rising `seq`
        :return: the applied events, each with the ids `account_id`, `firm_id`, `instrument_id` (or
            None) and `order` (or None)
        """
        self.env.flush_all()
        rows, poison = [], []
        for event, error in self._resolve(events):
            if error:
                poison.append((event, error))
            else:
                rows.append(event)
        applied = self._apply_rows(shard, rows, poison)
        self.env.invalidate_all(flush=False)
        if poison:
            shard._quarantine(poison)
        return applied

    @api.model
    def _apply_again(self, shard, payload):
        """Apply the JSON text of one event out of quarantine; gives the reason when it still cannot be, else None."""
        self.env.flush_all()
        [(row, error)] = self._resolve(load_events(f"[{payload}]"))
        if error:
            return error
        try:
            with self.env.cr.savepoint(flush=False):
                self._apply_set(shard, [row])
        except POISON as poison:
            return _reason(poison)
        self.env.invalidate_all(flush=False)
        shard._follow_up([row])
        return None

    @api.model
    def _apply_refusal(self, command, code, text):
        """Apply the refusal of a request at the sidecar's edge through the same code as an event. It has no number."""
        order = command.order_id
        if command.kind == "new":
            if order.ord_status != "pending_new":
                return
            event = command.payload | {
                "type": "execution",
                "exec_type": "rejected",
                "ord_status": "rejected",
                "entered_by": command.login,
                "orig_cl_ord_id": "",
                "leaves_qty": 0,
                "cum_qty": 0,
                "avg_px": 0,
                "last_qty": 0,
                "last_px": 0,
                "trade_id": 0,
                "liquidity": "",
            }
        else:
            event = {
                "type": "cancel_reject",
                "account": command.payload["account"],
                "symbol": order.instrument_id.symbol,
                "cl_ord_id": command.cl_ord_id,
                "orig_cl_ord_id": command.payload["orig_cl_ord_id"],
                "ord_status": "",
                "response_to": command.kind,
            }
        event |= {
            "seq": None,
            "ts": time.time_ns(),
            "order_id": order.sidecar_id or 0,
            "code": code,
            "text": text[:200],
        }
        self.env.flush_all()
        row = event | {
            "account_id": order.account_id.id,
            "firm_id": order.firm_id.id,
            "instrument_id": order.instrument_id.id,
        }
        self._apply_set(order.shard_id, [row])
        self.env.invalidate_all(flush=False)
        order.shard_id._follow_up([row])

    def _resolve(self, events):
        """Each event with the ids of what it names, or as it came with the reason why not: `[(event, error)]`."""
        accounts, instruments = self._read_codes(events)
        resolved = []
        for event in events:
            try:
                check_event(event)
                if event["account"] not in accounts:
                    raise EventError(f"account: {event['account']!r} is unknown")
                # A cancel of an order nobody knows may name no instrument.
                if event["symbol"] not in instruments and (
                    event["symbol"] or event["type"] == "execution"
                ):
                    raise EventError(f"symbol: {event['symbol']!r} is unknown")
            except EventError as error:
                resolved.append((event, str(error)))
                continue
            account_id, firm_id = accounts[event["account"]]
            resolved.append(
                (
                    event
                    | {
                        "account_id": account_id,
                        "firm_id": firm_id,
                        "instrument_id": instruments.get(event["symbol"]),
                    },
                    None,
                )
            )
        return resolved

    def _read_codes(self, events):
        def named(field):
            values = {event.get(field) for event in events if isinstance(event, dict)}
            return [value for value in values if isinstance(value, str) and "\0" not in value]

        cr = self.env.cr
        cr.execute(
            "SELECT code, id, firm_id FROM brokersync_account WHERE code = ANY(%s)",
            [named("account")],
        )
        accounts = {code: (account_id, firm_id) for code, account_id, firm_id in cr.fetchall()}
        cr.execute(
            "SELECT symbol, id FROM brokersync_instrument WHERE symbol = ANY(%s)", [named("symbol")]
        )
        return accounts, dict(cr.fetchall())

    def _apply_rows(self, shard, rows, poison):
        """Apply all at once; when the database refuses, halve until the culprit stands alone and joins `poison`."""
        if not rows:
            return []
        try:
            with self.env.cr.savepoint(flush=False):
                self._apply_set(shard, rows)
            return rows
        except POISON as error:
            if len(rows) == 1:
                poison.append((rows[0], _reason(error)))
                return []
        middle = len(rows) // 2
        return self._apply_rows(shard, rows[:middle], poison) + self._apply_rows(
            shard, rows[middle:], poison
        )

    def _apply_set(self, shard, rows):
        self.env["brokersync.order"]._apply_events(shard, rows)
        self._execute(INSERT_EXECUTIONS, rows, shard.id or None)
        self.env["brokersync.position"]._apply_fills(
            shard,
            [
                row
                for row in rows
                if row.get("exec_type") in FILLS and row.get("multileg") != "multileg"
            ],
        )

    def _execute(self, statement, rows, *params):
        """Run a statement of event_sql for these rows, if there are any, and give what it returns.

        Decimals go as text, which PostgreSQL reads exactly. A refusal is not logged here: the log
        would repeat the whole batch for every halving.
        """
        if not rows:
            return []
        cr = self.env.cr
        cr.execute(statement, [json.dumps(rows, default=str), *params], log_exceptions=False)
        return cr.fetchall() if cr.description else []


def _reason(error):
    diagnosis = getattr(error, "diag", None)
    return ((diagnosis and diagnosis.message_primary) or str(error)).strip()
