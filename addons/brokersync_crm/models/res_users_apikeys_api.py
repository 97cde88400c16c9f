from odoo import fields, models
from odoo.addons.base.models.res_users import INDEX_SIZE, KEY_CRYPT_CONTEXT
from odoo.tools import SQL

from ..api.scopes import SCOPES, parse

KEY_SCOPE = "brokersync"


class ResUsersApikeys(models.Model):
    """Odoo's API keys, of which some are for the REST API only, and of those some for part of it."""

    _inherit = "res.users.apikeys"

    brokersync_scopes = fields.Char("REST API scopes", readonly=True)

    def init(self):
        res = super().init()
        # The table is made by hand in the model this inherits.
        self.env.cr.execute(
            SQL(
                "ALTER TABLE %s ADD COLUMN IF NOT EXISTS brokersync_scopes varchar",
                SQL.identifier(self._table),
            )
        )
        return res

    def _generate(self, scope, name, expiration_date):
        """As Odoo does; with `brokersync_scopes` in the context the key opens the REST API and nothing else."""
        scopes = self.env.context.get("brokersync_scopes")
        if scope is not None or scopes is None:
            return super()._generate(scope, name, expiration_date)
        if not parse(scopes):
            raise ValueError(f"unknown scope in {scopes!r}")
        key = super()._generate(KEY_SCOPE, name, expiration_date)
        self.env.cr.execute(
            "UPDATE res_users_apikeys SET brokersync_scopes = %s WHERE user_id = %s AND index = %s",
            [scopes, self.env.uid, key[:INDEX_SIZE]],
        )
        return key

    def _brokersync_key(self, key):
        """The row of a key that opens the REST API now, else None. No cache: a key ends at once."""
        self.env.cr.execute(
            """
            SELECT k.id, k.key
              FROM res_users_apikeys k JOIN res_users u ON u.id = k.user_id
             WHERE u.active AND k.index = %s AND (k.scope IS NULL OR k.scope = %s)
               AND (k.expiration_date IS NULL OR k.expiration_date > clock_timestamp() AT TIME ZONE 'UTC')
            """,
            [key[:INDEX_SIZE], KEY_SCOPE],
        )
        for row_id, hashed in self.env.cr.fetchall():
            if KEY_CRYPT_CONTEXT.verify(key, hashed):
                return self.browse(row_id)
        return None

    def _brokersync_scopes(self):
        """Scopes of this key; all of them when it was not made for part of the API."""
        return parse(self.brokersync_scopes) or frozenset(SCOPES)
