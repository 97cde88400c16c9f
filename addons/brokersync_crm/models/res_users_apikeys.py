import re

from odoo import api, models
from odoo.addons.base.models.res_users import INDEX_SIZE
from odoo.tools import SQL

KEY = re.compile(r"[0-9a-f]{40}")


class ResUsersApikeys(models.Model):
    _inherit = "res.users.apikeys"

    @api.model
    def _brokersync_looks_like_key(self, text):
        return bool(KEY.fullmatch(text))

    @api.model
    def _brokersync_is_valid(self, uid, key):
        """Whether the user has a key that begins like this one and has not ended.

        For a key that was verified before.
        """
        query = SQL(
            """SELECT 1 FROM res_users_apikeys
                WHERE user_id = %s AND index = %s
                  AND (expiration_date IS NULL OR expiration_date >= now() at time zone 'utc')""",
            uid,
            key[:INDEX_SIZE],
        )
        return bool(self.env.execute_query(query))

    def _generate(self, scope, name, expiration_date):
        key = super()._generate(scope, name, expiration_date)
        self.env["brokersync.security.event"]._log(
            "key", "success", action="key created", name=name, scope=scope, ends=expiration_date
        )
        return key

    def unlink(self):
        for key in self:
            self.env["brokersync.security.event"]._log(
                "key", "success", action="key removed", user=key.user_id, name=key.name
            )
        return super().unlink()
