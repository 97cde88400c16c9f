"""The statements behind breaches. Their parameter is one JSON array."""

# One row per account, code, instrument and minute while it is open; the first breach stays, the rest are counted.
UPSERT_BREACHES = """
    INSERT INTO brokersync_risk_breach AS b (
        account_id, firm_id, instrument_id, order_id, code, text, severity, state, transact_time, last_time, count,
        create_uid, write_uid, create_date, write_date
    )
    SELECT e.account_id, e.firm_id, e.instrument_id, e.order_id, e.code, e.text, e.severity, 'open',
           TIMESTAMP 'epoch' + e.ts / 1000 * INTERVAL '1 microsecond',
           TIMESTAMP 'epoch' + e.last_ts / 1000 * INTERVAL '1 microsecond', e.count,
           1, 1, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
      FROM jsonb_to_recordset(%s) AS e (
           account_id int, firm_id int, instrument_id int, order_id int, code text, text text, severity text,
           ts bigint, last_ts bigint, count int
      )
        ON CONFLICT (account_id, code, COALESCE(instrument_id, 0), date_trunc('minute', transact_time))
     WHERE state = 'open' DO UPDATE SET
           count = b.count + EXCLUDED.count, last_time = GREATEST(b.last_time, EXCLUDED.last_time),
           write_date = EXCLUDED.write_date
 RETURNING b.id, b.xmax = 0
"""

# Positions of accounts, and sums over a firm, that have reached the warning share of their limit and are not reported
# yet. The limit for the instrument goes before the general one.
FIND_CLOSE_POSITIONS = """
    WITH filled AS (
        SELECT e.*, a.firm_id
          FROM jsonb_to_recordset(%s) AS e (account_id int, instrument_id int, "order" int, ts bigint)
          JOIN brokersync_account a ON a.id = e.account_id
    ), exposure AS (
        SELECT f.*, l.position_limit, l.warn_percent, abs(p.net_qty) AS lots
          FROM filled f
          JOIN brokersync_position p ON p.account_id = f.account_id AND p.instrument_id = f.instrument_id
          JOIN LATERAL (
              SELECT * FROM brokersync_risk_limit
               WHERE active AND account_id = f.account_id AND COALESCE(instrument_id, f.instrument_id) = f.instrument_id
               ORDER BY instrument_id NULLS LAST LIMIT 1
          ) l ON true
        UNION ALL
        SELECT f.*, l.position_limit, l.warn_percent, abs(sum(p.net_qty)) AS lots
          FROM filled f
          JOIN brokersync_risk_limit l ON l.active AND l.firm_id = f.firm_id AND l.account_id IS NULL
          JOIN brokersync_position p ON p.firm_id = f.firm_id AND p.instrument_id = f.instrument_id
         GROUP BY f.account_id, f.instrument_id, f.order, f.ts, f.firm_id, l.position_limit, l.warn_percent
    )
    SELECT x.account_id, x.firm_id, x.instrument_id, x.order, x.ts, x.lots, x.position_limit
      FROM exposure x
     WHERE x.position_limit > 0 AND x.warn_percent > 0 AND x.lots * 100 >= x.position_limit::bigint * x.warn_percent
       AND NOT EXISTS (
           SELECT FROM brokersync_risk_breach b
            WHERE b.account_id = x.account_id AND b.instrument_id = x.instrument_id
              AND b.code = 'POSITION_WARNING' AND b.state != 'closed'
       )
"""
