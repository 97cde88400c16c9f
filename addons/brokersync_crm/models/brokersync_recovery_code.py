from passlib.context import CryptContext

from odoo import api, fields, models
from odoo.fields import Domain

from ..identity import recovery

# As Odoo does for API keys: the codes are random, so the rounds need not be those of a password.
CONTEXT = CryptContext(["pbkdf2_sha512"], pbkdf2_sha512__rounds=6000)


class BrokersyncRecoveryCode(models.Model):
    """Hash of a code that stands in for the authenticator once."""

    _name = "brokersync.recovery.code"
    _description = "Recovery code"
    _order = "id"
    _allow_sudo_commands = False

    user_id = fields.Many2one("res.users", required=True, index=True, ondelete="cascade")
    code_hash = fields.Char(required=True)
    used_at = fields.Datetime()

    @api.model
    def _renew(self, user):
        codes = self.sudo()
        codes.search([("user_id", "=", user.id)]).unlink()
        fresh = recovery.generate()
        codes.create([{"user_id": user.id, "code_hash": CONTEXT.hash(code)} for code in fresh])
        return [recovery.printed(code) for code in fresh]

    @api.model
    def _use(self, user, code):
        """Whether `code` was one of the user's; it is none afterwards.

        Two logins at once cannot both have it.
        """
        unused = Domain("user_id", "=", user.id) & Domain("used_at", "=", False)
        for row in self.sudo().search(unused):
            if CONTEXT.verify(code, row.code_hash):
                row.lock_for_update()
                row.invalidate_recordset()
                if row.used_at:
                    return False
                row.used_at = fields.Datetime.now()
                return True
        return False
