from datetime import timedelta

from odoo import api, fields, models

KEPT = timedelta(hours=24)


class BrokersyncApiIdempotency(models.Model):
    """What a request with an `Idempotency-Key` made. Kept for a day; holds no content, only where the record is."""

    _name = "brokersync.api.idempotency"
    _description = "Idempotency key of the REST API"
    _allow_sudo_commands = False

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade", index=True)
    key = fields.Char(required=True, size=128)
    fingerprint = fields.Char(required=True, size=64)
    model = fields.Char(size=64)
    res_id = fields.Many2oneReference(model_field="model")

    _key_uniq = models.Constraint("UNIQUE (user_id, key)", "This key was used before.")

    @api.model
    def _claim(self, user_id, key, fingerprint):
        """The new row, or an empty recordset when the user's key is taken.

        A request that runs at the same time is waited for: its row is seen, or its failure leaves the key free.
        """
        self.env.cr.execute(
            """
            INSERT INTO brokersync_api_idempotency (user_id, key, fingerprint, create_date)
            VALUES (%s, %s, %s, now() AT TIME ZONE 'UTC')
            ON CONFLICT (user_id, key) DO NOTHING RETURNING id
            """,
            [user_id, key, fingerprint],
        )
        row = self.env.cr.fetchone()
        return self.browse(row[0] if row else [])

    @api.model
    def _earlier(self, user_id, key):
        return self.search([("user_id", "=", user_id), ("key", "=", key)])

    @api.autovacuum
    def _gc_old_keys(self):
        self.search([("create_date", "<", fields.Datetime.now() - KEPT)]).unlink()
