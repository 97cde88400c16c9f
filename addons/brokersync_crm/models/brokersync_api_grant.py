import secrets
import time
import uuid
from datetime import timedelta

from joserfc import jwt
from joserfc.errors import JoseError

from odoo import api, fields, models

from ..api.scopes import join, parse
from ..signing import ALGORITHM, signing_key
from .brokersync_api_client import hash_secret

ISSUER, AUDIENCE = "brokersync-odoo", "brokersync-api"
ACCESS_TYPE = "at+jwt"  # RFC 9068
ACCESS_LIFETIME = 600  # seconds
REFRESH_LIFETIME = timedelta(days=14)  # of a refresh token that is not used
GRANT_LIFETIME = timedelta(days=90)  # then people are asked again

_CLAIMS = jwt.JWTClaimsRegistry(
    iss={"essential": True, "value": ISSUER},
    aud={"essential": True, "value": AUDIENCE},
    exp={"essential": True},
    iat={"essential": True},
    sub={"essential": True},
    gid={"essential": True},
    scope={"essential": True},
)


class BrokersyncApiGrant(models.Model):
    """What a client was allowed to do for a user: the family of all tokens that follow from it.

    Ends when it is revoked, when a refresh token of it is used twice, with the user's access, or with the client.
    """

    _name = "brokersync.api.grant"
    _description = "Grant of an API client"
    _allow_sudo_commands = False
    _order = "id desc"

    client_id = fields.Many2one(
        "brokersync.api.client", required=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one("res.users", required=True, ondelete="cascade", index=True)
    scopes = fields.Char(required=True)
    expires_at = fields.Datetime(required=True)
    last_used_at = fields.Datetime(
        "Last used", help="When it last gave a token. One lives ten minutes: not more is missing."
    )
    revoked_at = fields.Datetime()
    revoked_why = fields.Selection(
        [
            ("asked", "The client or the user ended it"),
            ("reuse", "A token was used twice"),
            ("access", "The user's access ended"),
            ("client", "The client was changed"),
        ]
    )
    refresh_ids = fields.One2many("brokersync.api.refresh", "grant_id")

    @api.model
    def _start(self, client, user, scopes, lifetime=GRANT_LIFETIME):
        return self.create(
            {
                "client_id": client.id,
                "user_id": user.id,
                "scopes": join(scopes),
                "expires_at": fields.Datetime.now() + lifetime,
            }
        )

    @api.model
    def _start_of_client(self, client, scopes):
        """A grant of a program without a person: as long as its one access token, for there is no refresh token."""
        return self._start(client, client.user_id, scopes, timedelta(seconds=ACCESS_LIFETIME))

    def _is_live(self):
        return bool(
            self.exists()
            and not self.revoked_at
            and self.expires_at > fields.Datetime.now()
            and self.user_id.active
            and self.client_id.active
        )

    def _revoke(self, why):
        self.filtered(lambda grant: not grant.revoked_at).write(
            {"revoked_at": fields.Datetime.now(), "revoked_why": why}
        )

    def _access_token(self, scopes=None):
        """Signed access token (RFC 9068) for the grant's scopes or some of them, and its lifetime in seconds."""
        now = int(time.time())
        self.last_used_at = fields.Datetime.now()
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(self.user_id.id),
            "client_id": self.client_id.client_id,
            "gid": self.id,
            "scope": join(scopes) if scopes else self.scopes,
            "iat": now,
            "exp": now + ACCESS_LIFETIME,
            "jti": str(uuid.uuid4()),
        }
        header = {"alg": ALGORITHM, "typ": ACCESS_TYPE}
        key = signing_key(self.env)
        return jwt.encode(header, claims, key, algorithms=[ALGORITHM]), ACCESS_LIFETIME

    @api.model
    def _of_access_token(self, text):
        """The live grant an access token belongs to and the token's scopes; (None, "") for any other text."""
        try:
            token = jwt.decode(text, signing_key(self.env), algorithms=[ALGORITHM])
            _CLAIMS.validate(token.claims)
            grant = self.browse(int(token.claims["gid"]))
            subject = int(token.claims["sub"])
        except (JoseError, ValueError, TypeError):
            return None, ""
        scope = token.claims["scope"]
        if token.header.get("typ") != ACCESS_TYPE or not parse(scope):
            return None, ""
        if not grant._is_live() or grant.user_id.id != subject:
            return None, ""
        return grant, scope

    def _new_refresh_token(self):
        token = secrets.token_urlsafe(32)
        self.env["brokersync.api.refresh"].create(
            {
                "grant_id": self.id,
                "token_hash": hash_secret(token),
                "expires_at": min(self.expires_at, fields.Datetime.now() + REFRESH_LIFETIME),
            }
        )
        return token

    @api.autovacuum
    def _gc_ended(self):
        self.search([("expires_at", "<", fields.Datetime.now() - timedelta(days=30))]).unlink()


class BrokersyncApiRefresh(models.Model):
    """A refresh token: good for one use. Used ones are kept, to notice when one comes back."""

    _name = "brokersync.api.refresh"
    _description = "Refresh token"
    _allow_sudo_commands = False

    grant_id = fields.Many2one(
        "brokersync.api.grant", required=True, ondelete="cascade", index=True
    )
    token_hash = fields.Char(required=True)
    expires_at = fields.Datetime(required=True)
    used_at = fields.Datetime()

    _token_hash_uniq = models.Constraint("UNIQUE (token_hash)", "Refresh tokens are unique.")

    @api.model
    def _find(self, token):
        return self.search([("token_hash", "=", hash_secret(token))], limit=1)

    def _use(self):
        """The grant, when this token may be exchanged now; else None. A second use ends the whole grant.

        Two uses at the same time write the same row: Odoo repeats the later request, which then finds it used.
        """
        if self.used_at:
            self.grant_id._revoke("reuse")
            return None
        if self.expires_at <= fields.Datetime.now() or not self.grant_id._is_live():
            return None
        self.used_at = fields.Datetime.now()
        return self.grant_id
