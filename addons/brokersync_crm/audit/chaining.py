"""Gives committed audit rows their place in the chain."""

import logging

from odoo.sql_db import db_connect
from odoo.tools import SQL

from .chain import GENESIS, link

_logger = logging.getLogger(__name__)

BATCH = 10_000
LOCK = 4_004_001  # advisory lock of whoever chains


def chain_in(database: str) -> None:
    """Chain in a transaction of its own. A failure is logged and mended by the next one: no request fails for it."""
    try:
        with db_connect(database).cursor() as cr:
            # Each statement must see what the lock's last holder committed; Odoo's default would see the past.
            cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            cr.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            while chain_waiting(cr) == BATCH:
                pass
    except Exception:
        _logger.exception("Audit rows wait to be chained")


def chain_waiting(cr) -> int:
    """Chain what waits, at most `BATCH` rows; the caller holds `LOCK`. Gives how many."""
    cr.execute(
        "SELECT sequence, hash FROM brokersync_audit WHERE sequence IS NOT NULL ORDER BY sequence DESC LIMIT 1"
    )
    number, previous = cr.fetchone() or (0, GENESIS)
    cr.execute(
        "SELECT id, mac FROM brokersync_audit WHERE hash IS NULL ORDER BY id LIMIT %s", [BATCH]
    )
    links = []
    for row_id, mac in cr.fetchall():
        number += 1
        links.append((row_id, number, previous, link(previous, mac)))
        previous = links[-1][3]
    if links:
        cr.execute(
            SQL(
                "UPDATE brokersync_audit a SET sequence = l.sequence, previous = l.previous, hash = l.hash"
                " FROM (VALUES %s) AS l (id, sequence, previous, hash) WHERE a.id = l.id",
                SQL(", ").join(links),
            )
        )
    return len(links)
