"""Tables whose rows never change: what the ORM refuses, the database refuses as well."""

from odoo.tools import SQL

# The arguments of the trigger are encrypted columns. Their text is sealed in an UPDATE that follows the INSERT, because
# the ciphertext is bound to the row's id, and sealed anew when a key is replaced. That it is still the same text is
# what AES-GCM proves; here it only stays ciphertext.
ROWS = """
    CREATE OR REPLACE FUNCTION brokersync_append_only_rows() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        sealed text;
        changed boolean;
    BEGIN
        IF TG_OP = 'DELETE' AND current_setting('brokersync.retention', true) = 'on' THEN
            RETURN OLD;
        END IF;
        IF TG_OP = 'UPDATE' AND TG_NARGS > 0 THEN
            changed := to_jsonb(NEW) - TG_ARGV IS DISTINCT FROM to_jsonb(OLD) - TG_ARGV;
            FOREACH sealed IN ARRAY TG_ARGV LOOP
                changed := changed OR (
                    to_jsonb(NEW) ->> sealed IS DISTINCT FROM to_jsonb(OLD) ->> sealed
                    AND NOT (
                        starts_with(to_jsonb(NEW) ->> sealed, 'v1:')
                        AND (to_jsonb(OLD) ->> sealed = '' OR starts_with(to_jsonb(OLD) ->> sealed, 'v1:'))
                    )
                );
            END LOOP;
            IF NOT changed THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$
"""


def protect(cr, table, sealed=()):
    """Let `table` refuse UPDATE, DELETE and TRUNCATE, whoever asks.

    :param sealed: encrypted columns, whose ciphertext may be replaced by ciphertext
    """
    cr.execute(ROWS)
    for name, events, scope in (
        ("rows", SQL("UPDATE OR DELETE"), SQL("ROW")),
        ("table", SQL("TRUNCATE"), SQL("STATEMENT")),
    ):
        cr.execute(
            SQL(
                "CREATE OR REPLACE TRIGGER %s BEFORE %s ON %s FOR EACH %s"
                " EXECUTE FUNCTION brokersync_append_only_rows(%s)",
                SQL.identifier(f"{table}_append_only_{name}"),
                events,
                SQL.identifier(table),
                scope,
                SQL(", ").join(map(SQL.identifier, sealed)),
            )
        )


def delete_expired(cr, table):
    """Delete the rows of a protected `table` whose date `keep_until` is past, and what hangs on them.

    This is the one way a row ever goes. What belongs to a firm under legal hold stays.

    :return: how many rows of `table`
    """
    cr.execute("SELECT set_config('brokersync.retention', 'on', true)")
    cr.execute(
        SQL(
            "DELETE FROM %s t WHERE keep_until < (now() AT TIME ZONE 'UTC')::date AND NOT EXISTS ("
            " SELECT FROM brokersync_legal_hold h WHERE h.firm_id = t.firm_id AND h.released_on IS NULL)",
            SQL.identifier(table),
        )
    )
    deleted = cr.rowcount
    cr.execute("SELECT set_config('brokersync.retention', 'off', true)")
    return deleted
