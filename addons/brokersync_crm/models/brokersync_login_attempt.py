import hashlib
import hmac
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessDenied

from ..identity.throttle import ADDRESS, LOGIN, LONGEST, PAIR, network, wait

KINDS = [("login", "Login"), ("reset", "Password reset"), ("apply", "Application")]


class BrokersyncLoginAttempt(models.Model):
    """Failed logins, in the database: every worker counts the same, and a restart forgets nothing.

    The login is stored as a keyed hash: people type passwords into the wrong field.
    """

    _name = "brokersync.login.attempt"
    _description = "Failed login"
    _order = "id desc"
    _log_access = False
    _allow_sudo_commands = False

    kind = fields.Selection(KINDS, required=True, default="login")
    at = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    login_hash = fields.Char(required=True)
    address = fields.Char(required=True)

    _login_idx = models.Index("(login_hash, at)")
    _address_idx = models.Index("(address, at)")

    @api.model
    def _refuse_when_throttled(self, login, address, kind="login"):
        """Raise AccessDenied, saying how long to wait, when too much has failed for the login, the address or
        both."""
        waiting = self._wait(login, address, kind)
        if waiting > timedelta():
            minutes = -(-waiting // timedelta(minutes=1))
            raise AccessDenied(
                self.env._("Too many failed attempts. Try again in %s minutes.", minutes)
            )

    @api.model
    def _wait(self, login, address, kind="login"):
        """`address` is empty for XML-RPC, which Odoo does not tell where it comes from: then the login alone
        counts."""
        now = fields.Datetime.now()
        hashed, caller = self._hash(login), network(address)
        rows = self.sudo().search_read(
            [
                ("kind", "=", kind),
                ("at", ">", now - LONGEST),
                "|",
                ("login_hash", "=", hashed),
                ("address", "=", caller),
            ],
            ["at", "login_hash", "address"],
            limit=10 * ADDRESS.failures,
        )
        by_login = [row["at"] for row in rows if row["login_hash"] == hashed]
        if not address:
            return wait(by_login, LOGIN, now)
        by_address = [row["at"] for row in rows if row["address"] == caller]
        pair = [
            row["at"] for row in rows if row["login_hash"] == hashed and row["address"] == caller
        ]
        return max(
            wait(pair, PAIR, now), wait(by_login, LOGIN, now), wait(by_address, ADDRESS, now)
        )

    @api.model
    def _count(self, login, address, kind="login"):
        """Remember a failure, whatever becomes of the caller's transaction."""
        with self.env.registry.cursor() as cr:
            self.with_env(self.env(cr=cr)).sudo().create(
                {"kind": kind, "login_hash": self._hash(login), "address": network(address)}
            )

    @api.model
    def _forget(self, login, address):
        """A right password clears what the same person mistyped from the same place, not what others tried."""
        self.sudo().search(
            [
                ("kind", "=", "login"),
                ("login_hash", "=", self._hash(login)),
                ("address", "=", network(address)),
            ]
        ).unlink()

    @api.model
    def _hash(self, login):
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        text = str(login or "").strip().lower()
        return hmac.new(secret.encode(), text.encode(errors="replace"), hashlib.sha256).hexdigest()

    @api.autovacuum
    def _gc_attempts(self):
        self.search([("at", "<", fields.Datetime.now() - LONGEST)]).unlink()
