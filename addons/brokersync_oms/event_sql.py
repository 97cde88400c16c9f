"""The statements that apply a batch of events, one per table. Their first parameter is a JSON array."""

# ruff: noqa: S608  what the strings are built from stands in this file

# FIX precedence: a request that is not answered yet outranks what else happens to the order, unless the order ends.
_OUTRANKED = """
    o.pending_cl_ord_id IS NOT NULL AND NOT e.answered ? o.pending_cl_ord_id
    AND e.ord_status NOT IN ('filled', 'canceled', 'rejected', 'expired')
"""

_TIME = "TIMESTAMP 'epoch' + e.ts / 1000 * INTERVAL '1 microsecond'"

FIND_ORDERS = """
    SELECT o.sidecar_id, o.id FROM jsonb_to_recordset(%s) AS e (order_id bigint)
      JOIN brokersync_order o ON o.sidecar_id = e.order_id AND o.shard_id = %s
"""

# Orders made in Odoo that the sidecar has not numbered yet.
FIND_UNNUMBERED = """
    SELECT o.account_id, o.cl_ord_id, o.id FROM jsonb_to_recordset(%s) AS e (account_id int, cl_ord_id text)
      JOIN brokersync_order o ON o.account_id = e.account_id AND o.cl_ord_id = e.cl_ord_id AND o.sidecar_id IS NULL
"""

# Requests whose order the sidecar does not know.
FIND_REQUESTS = """
    SELECT o.account_id, o.pending_cl_ord_id, o.id FROM jsonb_to_recordset(%s) AS e (account_id int, cl_ord_id text)
      JOIN brokersync_order o ON o.account_id = e.account_id AND o.pending_cl_ord_id = e.cl_ord_id
"""

# Orders that went to the sidecar without Odoo: a trading program, the ticket in the browser.
INSERT_ORDERS = f"""
    INSERT INTO brokersync_order (
        name, shard_id, sidecar_id, account_id, firm_id, instrument_id, trader_id, entered_by_id, entered_by, capacity,
        side, ord_type, time_in_force, cl_ord_id, ord_status, order_qty, leaves_qty, cum_qty, avg_px, price, end_code,
        stop_px, trigger, trail_offset, trail_unit, limit_offset, activation_px, min_qty, display_qty, display_method,
        expire_time, expire_date, all_or_none, post_only, reduce_only, list_id,
        last_seq, submitted_at, transact_time, create_uid, write_uid, create_date, write_date
    )
    SELECT s.code || '-' || e.order_id, s.id, e.order_id, e.account_id, e.firm_id, e.instrument_id,
           t.id, u.id, e.entered_by,
           CASE WHEN t.id IS NOT NULL THEN 'individual' WHEN a.house THEN 'principal' ELSE 'agency' END,
           e.side, e.ord_type, e.time_in_force, e.cl_ord_id, e.ord_status,
           e.order_qty, e.leaves_qty, e.cum_qty, e.avg_px, COALESCE(e.price, 0), e.end_code,
           e.stop_px, NULLIF(e.trigger, ''), e.trail_offset, NULLIF(e.trail_unit, ''), e.limit_offset, e.activation_px,
           e.min_qty, e.display_qty, NULLIF(e.display_method, ''),
           TIMESTAMP 'epoch' + NULLIF(e.expire_time, 0) / 1000 * INTERVAL '1 microsecond',
           NULLIF(e.expire_date, '')::date, COALESCE(e.all_or_none, false), COALESCE(e.post_only, false),
           COALESCE(e.reduce_only, false), NULLIF(e.list_id, ''), e.seq,
           TIMESTAMP 'epoch' + e.first_ts / 1000 * INTERVAL '1 microsecond', {_TIME},
           1, 1, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
      FROM jsonb_to_recordset(%s) AS e (
           order_id bigint, account_id int, firm_id int, instrument_id int, entered_by text, side text, ord_type text,
           time_in_force text, cl_ord_id text, ord_status text, order_qty int, leaves_qty int, cum_qty int,
           avg_px numeric, price numeric, end_code text, seq bigint, ts bigint, first_ts bigint,
           stop_px numeric, trigger text, trail_offset numeric, trail_unit text, limit_offset numeric,
           activation_px numeric, min_qty int, display_qty int, display_method text, expire_time bigint,
           expire_date text, all_or_none boolean, post_only boolean, reduce_only boolean, list_id text
      )
      JOIN brokersync_shard s ON s.id = %s
      JOIN brokersync_account a ON a.id = e.account_id
      LEFT JOIN res_users u ON u.login = e.entered_by
      LEFT JOIN brokersync_trader t ON t.user_id = u.id AND t.firm_id = e.firm_id
     ORDER BY e.order_id
 RETURNING sidecar_id, id
"""

UPDATE_ORDERS = f"""
    UPDATE brokersync_order o SET
        shard_id = COALESCE(e.shard_id, o.shard_id),
        sidecar_id = COALESCE(o.sidecar_id, NULLIF(e.order_id, 0)),
        cl_ord_id = e.cl_ord_id,
        order_qty = e.order_qty, leaves_qty = e.leaves_qty, cum_qty = e.cum_qty, avg_px = e.avg_px,
        price = COALESCE(e.price, o.price), stop_px = COALESCE(e.stop_px, o.stop_px),
        end_code = COALESCE(e.end_code, o.end_code),
        ord_status = CASE WHEN {_OUTRANKED} THEN o.ord_status ELSE e.ord_status END,
        pending_cl_ord_id = CASE WHEN {_OUTRANKED} THEN o.pending_cl_ord_id END,
        last_seq = COALESCE(e.seq, o.last_seq), transact_time = {_TIME},
        write_date = now() AT TIME ZONE 'UTC'
      FROM jsonb_to_recordset(%s) AS e (
           id int, shard_id int, order_id bigint, cl_ord_id text, ord_status text,
           order_qty int, leaves_qty int, cum_qty int, avg_px numeric,
           price numeric, stop_px numeric, end_code text, answered jsonb, seq bigint, ts bigint
      )
     WHERE o.id = e.id AND (e.seq IS NULL OR e.seq > COALESCE(o.last_seq, 0))
"""

# A refused request gives the order back the status its quantities say.
UPDATE_REFUSED = """
    UPDATE brokersync_order o SET
        reject_code = e.code, reject_text = e.text,
        ord_status = CASE
            WHEN NOT e.answered ? COALESCE(o.pending_cl_ord_id, '') THEN o.ord_status
            WHEN o.cum_qty > 0 THEN 'partially_filled' ELSE 'new' END,
        pending_cl_ord_id = CASE
            WHEN NOT e.answered ? COALESCE(o.pending_cl_ord_id, '') THEN o.pending_cl_ord_id END,
        write_date = now() AT TIME ZONE 'UTC'
      FROM jsonb_to_recordset(%s) AS e (id int, code text, text text, answered jsonb)
     WHERE o.id = e.id
"""

INSERT_EXECUTIONS = f"""
    INSERT INTO brokersync_execution (
        shard_id, seq, exec_id, transact_time, ts, order_id, account_id, firm_id, instrument_id, exec_type, ord_status,
        cl_ord_id, orig_cl_ord_id, entered_by, side, order_qty, leaves_qty, cum_qty, price, avg_px, last_qty, last_px,
        trade_id, liquidity, code, text, stop_px, exec_ref_seq, multileg
    )
    SELECT s.id, e.seq, s.code || '-' || e.seq, {_TIME}, e.ts, e.order, e.account_id, e.firm_id, e.instrument_id,
           COALESCE(e.exec_type, e.type), NULLIF(e.ord_status, ''), e.cl_ord_id, NULLIF(e.orig_cl_ord_id, ''),
           e.entered_by, e.side, e.order_qty, e.leaves_qty, e.cum_qty, e.price, e.avg_px, e.last_qty, e.last_px,
           NULLIF(e.trade_id, 0), NULLIF(e.liquidity, ''), NULLIF(e.code, ''), NULLIF(e.text, ''),
           e.stop_px, NULLIF(e.exec_ref_id, 0), NULLIF(e.multileg, '')
      FROM jsonb_to_recordset(%s) AS e (
           type text, seq bigint, ts bigint, "order" int, account_id int, firm_id int,
           instrument_id int, exec_type text, ord_status text, cl_ord_id text, orig_cl_ord_id text,
           entered_by text, side text, order_qty int, leaves_qty int, cum_qty int, price numeric,
           avg_px numeric, last_qty int, last_px numeric, trade_id bigint, liquidity text, code text, text text,
           stop_px numeric, exec_ref_id bigint, multileg text
      )
      LEFT JOIN brokersync_shard s ON s.id = %s
     ORDER BY e.seq
"""

FIND_POSITIONS = """
    SELECT p.account_id, p.instrument_id, p.net_qty, p.cost
      FROM brokersync_position p
      JOIN jsonb_to_recordset(%s) AS e (account_id int, instrument_id int)
        ON e.account_id = p.account_id AND e.instrument_id = p.instrument_id
"""

# The price in force of the fills that busts and corrections name: their report's, or its last correction's.
FIND_FILL_PRICES = """
    SELECT DISTINCT ON (e.seq) e.seq, x.last_px
      FROM jsonb_to_recordset(%s) AS e (seq bigint, exec_ref_id bigint)
      JOIN brokersync_execution x ON x.shard_id = %s AND x.seq < e.seq
       AND (x.seq = e.exec_ref_id OR (x.exec_ref_seq = e.exec_ref_id AND x.exec_type = 'trade_correct'))
     ORDER BY e.seq, x.seq DESC
"""

# `realized` is what this batch's fills earned, in points; it adds to what is there.
UPSERT_POSITIONS = f"""
    INSERT INTO brokersync_position AS p (
        account_id, firm_id, instrument_id, net_qty, avg_px, cost, realized_pnl, transact_time,
        create_uid, write_uid, create_date, write_date
    )
    SELECT e.account_id, e.firm_id, e.instrument_id, e.net_qty, e.avg_px, e.cost, e.realized * i.multiplier, {_TIME},
           1, 1, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
      FROM jsonb_to_recordset(%s) AS e (
           account_id int, firm_id int, instrument_id int,
           net_qty int, avg_px numeric, cost numeric, realized numeric, ts bigint
      )
      JOIN brokersync_instrument i ON i.id = e.instrument_id
        ON CONFLICT (account_id, instrument_id) DO UPDATE SET
           net_qty = EXCLUDED.net_qty, avg_px = EXCLUDED.avg_px, cost = EXCLUDED.cost,
           realized_pnl = p.realized_pnl + EXCLUDED.realized_pnl,
           transact_time = EXCLUDED.transact_time, write_date = EXCLUDED.write_date
"""

UPDATE_LAST_PRICES = f"""
    UPDATE brokersync_instrument i SET last_px = e.last_px, last_px_time = {_TIME}
      FROM jsonb_to_recordset(%s) AS e (instrument_id int, last_px numeric, ts bigint)
     WHERE i.id = e.instrument_id
"""
