import base64
import hashlib
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import consteq

from ..api.scopes import join, parse
from .brokersync_api_client import hash_secret

LIFETIME = timedelta(seconds=60)


class BrokersyncApiCode(models.Model):
    """An authorization code: what a person allowed, on its way through the browser to the client (RFC 6749, 7636)."""

    _name = "brokersync.api.code"
    _description = "Authorization code"
    _allow_sudo_commands = False

    code_hash = fields.Char(required=True)
    client_id = fields.Many2one(
        "brokersync.api.client", required=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one("res.users", required=True, ondelete="cascade", index=True)
    redirect_uri = fields.Char(required=True)
    challenge = fields.Char(required=True, help="PKCE, S256.")
    scopes = fields.Char(required=True)
    expires_at = fields.Datetime(required=True)
    grant_id = fields.Many2one("brokersync.api.grant", ondelete="cascade")

    _code_hash_uniq = models.Constraint("UNIQUE (code_hash)", "Codes are unique.")

    @api.model
    def _issue(self, client, user, redirect_uri, challenge, scopes):
        """A new code, good for a minute and one use."""
        code = secrets.token_urlsafe(32)
        self.create(
            {
                "code_hash": hash_secret(code),
                "client_id": client.id,
                "user_id": user.id,
                "redirect_uri": redirect_uri,
                "challenge": challenge,
                "scopes": join(scopes),
                "expires_at": fields.Datetime.now() + LIFETIME,
            }
        )
        return code

    @api.model
    def _exchange(self, client, code, redirect_uri, verifier):
        """The grant the code stands for, else None. A code that comes twice ends the grant of the first time.

        What the client lost since the person said yes, it does not get: scopes, addresses, acting for people at all.
        """
        found = self.search([("code_hash", "=", hash_secret(code))], limit=1)
        if found.client_id != client:
            return None
        if found.grant_id:
            found.grant_id._revoke("reuse")
            return None
        scopes = parse(found.scopes) & parse(client.scopes)
        if (
            not scopes
            or client.kind == "service"
            or redirect_uri not in client._redirect_uris()
            or found.expires_at <= fields.Datetime.now()
            or found.redirect_uri != redirect_uri
            or not consteq(found.challenge, challenge_of(verifier))
            or not found.user_id.active
        ):
            return None
        found.grant_id = self.env["brokersync.api.grant"]._start(client, found.user_id, scopes)
        return found.grant_id

    @api.autovacuum
    def _gc_old_codes(self):
        self.search([("expires_at", "<", fields.Datetime.now() - timedelta(days=1))]).unlink()


def challenge_of(verifier):
    """PKCE challenge of a verifier by S256 (RFC 7636, 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
