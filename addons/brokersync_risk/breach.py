"""From events of the sidecar to breaches. Nothing here knows the database."""

from .const import SEVERITY_OF

MINUTE = 60_000_000_000  # nanoseconds

WARNING = "POSITION_WARNING"


def find_refusals(rows):
    """Breaches for what the gate refused; see `fold_breaches`.

    :param rows: applied events as `brokersync.shard._after_events` gives them
    """
    return fold_breaches(
        row
        for row in rows
        if row["code"] in SEVERITY_OF
        and (row.get("exec_type") == "rejected" or row["type"] == "cancel_reject")
    )


def find_filled(rows):
    """The last fill in each account and instrument: `[{account_id, instrument_id, order, ts}]`."""
    fills = {
        (row["account_id"], row["instrument_id"]): row
        for row in rows
        if row.get("exec_type") == "trade"
    }
    fields = ("account_id", "instrument_id", "order", "ts")
    return [{field: fill[field] for field in fields} for fill in fills.values()]


def fold_breaches(rows):
    """One breach for all rows of the same account, code, instrument and minute.

    It is the first one, with `count` and `last_ts` added: a program gone wild gives one line a minute, not thousands.
    """
    breaches = {}
    for row in rows:
        key = row["account_id"], row["code"], row["instrument_id"], row["ts"] // MINUTE
        if key in breaches:
            breaches[key]["count"] += 1
            breaches[key]["last_ts"] = max(row["ts"], breaches[key]["last_ts"])
        else:
            breaches[key] = {
                "account_id": row["account_id"],
                "firm_id": row["firm_id"],
                "instrument_id": row["instrument_id"],
                "order_id": row["order"],
                "code": row["code"],
                "text": row["text"],
                "severity": SEVERITY_OF[row["code"]],
                "ts": row["ts"],
                "last_ts": row["ts"],
                "count": 1,
            }
    return list(breaches.values())
