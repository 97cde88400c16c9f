from contextlib import suppress

from psycopg2.errors import SerializationFailure

from odoo import api, models

TRIES = 5


class BrokersyncApiBucket(models.AbstractModel):
    """Token buckets that every worker shares, counted by the generic cell rate algorithm.

    One row holds one moment: when the bucket will be full again. A request moves it forward by the time one token takes
    to come back, and is refused when that would lie further ahead than the whole bucket takes. The table is not logged:
    losing it in a crash of the database means that everybody starts with a full bucket.
    """

    _name = "brokersync.api.bucket"
    _description = "Rate limits of the REST API"

    def init(self):
        self.env.cr.execute(
            """
            CREATE UNLOGGED TABLE IF NOT EXISTS brokersync_api_bucket (
                name varchar PRIMARY KEY,
                full_at double precision NOT NULL
            )
            """
        )

    @api.model
    def _take(self, name, limit):
        """Take one token.

        :param limit: `api.limits.Limit`
        :return: seconds to wait (0 when the token was there), and the number of tokens left

        In a transaction of its own, so that what the request does is neither waited for nor undone with it.
        """
        for _repetition in range(TRIES - 1):
            with suppress(SerializationFailure):  # another worker took from the same bucket
                return self._take_apart(name, limit)
        return self._take_apart(name, limit)

    def _take_apart(self, name, limit):
        with self.env.registry.cursor() as cr:
            return self._take_with(cr, name, limit)

    def _take_with(self, cr, name, limit):
        values = {"name": name, "one": limit.seconds / limit.quota, "all": limit.seconds}
        cr.execute(
            """
            WITH clock AS (SELECT extract(epoch FROM clock_timestamp())::float8 AS now)
            INSERT INTO brokersync_api_bucket AS bucket (name, full_at)
            SELECT %(name)s, now + %(one)s FROM clock
            ON CONFLICT (name) DO UPDATE
               SET full_at = GREATEST(bucket.full_at, EXCLUDED.full_at - %(one)s) + %(one)s
             WHERE GREATEST(bucket.full_at, EXCLUDED.full_at - %(one)s) + %(one)s
                   <= EXCLUDED.full_at - %(one)s + %(all)s
         RETURNING full_at - (SELECT now FROM clock)
            """,
            values,
        )
        if row := cr.fetchone():
            return 0, max(0, int((values["all"] - row[0]) / values["one"] + 1e-6))
        return self._wait_with(cr, name, limit), 0

    @api.model
    def _wait(self, name, limit):
        """Seconds until the bucket has a token again; 0 when it has one."""
        return self._wait_with(self.env.cr, name, limit)

    def _wait_with(self, cr, name, limit):
        cr.execute(
            """
            SELECT full_at + %s - %s - extract(epoch FROM clock_timestamp())::float8
              FROM brokersync_api_bucket WHERE name = %s
            """,
            [limit.seconds / limit.quota, limit.seconds, name],
        )
        row = cr.fetchone()
        return max(0, row[0]) if row else 0

    @api.autovacuum
    def _gc_full_buckets(self):
        self.env.cr.execute(
            "DELETE FROM brokersync_api_bucket WHERE full_at < extract(epoch FROM now()) - 3600"
        )
