"""What clients are told about their orders: which events, and in which words. Nothing here knows the database."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# One, and several told as one. `%(quantity)s` is in contracts.
WORDS = {
    "order.accepted": (
        _lt("Accepted: %(side)s %(quantity)s %(symbol)s"),
        _lt("%(count)s orders accepted in %(symbol)s: %(side)s %(quantity)s"),
    ),
    "order.filled": (
        _lt("Filled: %(done)s %(quantity)s %(symbol)s, average %(average)s"),
        _lt("%(count)s orders filled in %(symbol)s: %(done)s %(quantity)s, average %(average)s"),
    ),
    "order.partially_filled": (
        _lt("Fill: %(done)s %(quantity)s %(symbol)s at %(average)s"),
        _lt("%(count)s fills in %(symbol)s: %(done)s %(quantity)s, average %(average)s"),
    ),
    "order.cancelled": (
        _lt("Cancelled: %(side)s %(quantity)s %(symbol)s"),
        _lt("%(count)s orders cancelled in %(symbol)s"),
    ),
    "order.rejected": (
        _lt("Rejected: %(side)s %(quantity)s %(symbol)s"),
        _lt("%(count)s orders rejected in %(symbol)s"),
    ),
    "order.expired": (
        _lt("Expired: %(side)s %(quantity)s %(symbol)s"),
        _lt("%(count)s orders expired in %(symbol)s"),
    ),
    "order.request_refused": (
        _lt("Cancel or change refused in %(symbol)s"),
        _lt("%(count)s cancels or changes refused in %(symbol)s"),
    ),
    "trade.cancelled": (
        _lt("Trade cancelled by the market: %(quantity)s %(symbol)s at %(average)s"),
        _lt("%(count)s trades in %(symbol)s cancelled by the market"),
    ),
    "trade.corrected": (
        _lt("Trade corrected by the market: %(quantity)s %(symbol)s, now at %(average)s"),
        _lt("%(count)s trades in %(symbol)s corrected by the market"),
    ),
}

SIDES = {"buy": _lt("buy"), "sell": _lt("sell")}
DONE = {"buy": _lt("bought"), "sell": _lt("sold")}

# One row for each firm, event, instrument and side in (from, to] of a shard's events. Quantity and price are those of
# the order when it is complete, of the fill otherwise. Left out are the house, and legs of a spread: its report tells.
GATHER = """
    SELECT n.event, n.firm_id, n.instrument_id, n.side, count(*)::int AS count, max(n.order_id) AS order_id,
           coalesce(sum(n.qty), 0)::bigint AS quantity, coalesce(sum(n.qty * n.px), 0)::float8 AS value,
           max(n.text) AS text, CASE WHEN min(n.code) = max(n.code) THEN max(n.code) END AS code
      FROM (
        SELECT e.firm_id, e.instrument_id, e.side, e.order_id, e.code, e.text,
               CASE e.exec_type WHEN 'new' THEN 'order.accepted' WHEN 'canceled' THEN 'order.cancelled'
                    WHEN 'rejected' THEN 'order.rejected' WHEN 'expired' THEN 'order.expired'
                    WHEN 'cancel_reject' THEN 'order.request_refused' WHEN 'trade_cancel' THEN 'trade.cancelled'
                    WHEN 'trade_correct' THEN 'trade.corrected'
                    WHEN 'trade' THEN
                        CASE e.ord_status WHEN 'filled' THEN 'order.filled' ELSE 'order.partially_filled' END
               END AS event,
               CASE WHEN e.exec_type = 'trade' AND e.ord_status = 'filled' THEN e.cum_qty
                    WHEN e.exec_type IN ('trade', 'trade_cancel', 'trade_correct') THEN e.last_qty
                    ELSE e.order_qty END AS qty,
               CASE WHEN e.exec_type = 'trade' AND e.ord_status = 'filled' THEN e.avg_px ELSE e.last_px END AS px
          FROM brokersync_execution e
         WHERE e.shard_id = %s AND e.seq > %s AND e.seq <= %s AND e.multileg IS DISTINCT FROM 'leg'
      ) n
      JOIN brokersync_firm f ON f.id = n.firm_id AND f.house IS NOT TRUE
     WHERE n.event = ANY(%s)
     GROUP BY n.event, n.firm_id, n.instrument_id, n.side
     ORDER BY min(n.order_id)
"""


def words(event, facts, lang):
    """The line that tells `facts` of an event of WORDS.

    :param facts: `count`, `quantity` (contracts), `value` (contracts × price), `symbol`, `decimals` of the
        price as text, and `side`, which is missing when they differ
    """
    one, several = WORDS[event]
    quantity, decimals = facts["quantity"], int(facts.get("decimals") or 2)
    side = facts.get("side")
    known = {
        "count": f"{facts['count']:,}",
        "quantity": f"{quantity:,}",
        "symbol": facts.get("symbol", ""),
        "average": f"{facts['value'] / quantity:.{decimals}f}" if quantity else "–",
        "side": SIDES[side]._translate(lang) if side else "",
        "done": DONE[side]._translate(lang) if side else "",
    }
    return (one if facts["count"] == 1 else several)._translate(lang) % known
