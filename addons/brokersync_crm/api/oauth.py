"""Grants of OAuth 2 (RFC 6749, 7636, 7009, 7662), as far as a client of the API needs them.

Errors are those of RFC 6749, not problem documents: OAuth clients read them.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from urllib.parse import unquote_plus

from .scopes import parse

VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}", re.ASCII)  # RFC 7636, 4.1
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)  # SHA-256 in base64url


@dataclass(frozen=True)
class Refusal:
    """An answer of the token endpoint that is no token."""

    error: str
    description: str

    @property
    def status(self):
        return 401 if self.error == "invalid_client" else 400


INVALID_CLIENT = Refusal("invalid_client", "Unknown client, or its secret is wrong.")
INVALID_GRANT = Refusal("invalid_grant", "The code or token is unknown, used, expired or revoked.")


@dataclass(frozen=True)
class Tokens:
    """What the token endpoint gives: an access token, and for people's grants a refresh token."""

    access_token: str
    expires_in: int
    scope: str
    refresh_token: str | None = None

    def body(self):
        document = {
            "access_token": self.access_token,
            "token_type": "Bearer",
            "expires_in": self.expires_in,
            "scope": self.scope,
        }
        return document | ({"refresh_token": self.refresh_token} if self.refresh_token else {})


def credentials(authorization, form):
    """Client id and secret from the header (Basic) or the form; None for what is missing."""
    scheme, _, encoded = (authorization or "").partition(" ")
    if scheme.lower() != "basic":
        return form.get("client_id"), form.get("client_secret")
    try:
        client_id, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None, None
    return unquote_plus(client_id), unquote_plus(secret)


def authenticate(env, client_id, secret):
    """The client (in sudo), or None. A public client has no secret to show; all others must."""
    if not client_id:
        return None
    client = env["brokersync.api.client"].sudo()._find(client_id)
    if not client or (client.kind == "public") != (secret is None):
        return None
    return client if client.kind == "public" or client._has_secret(secret) else None


def exchange(client, form):
    """Tokens for what the client holds, or the Refusal.

    :param form: dict of the request's form
    """
    match form.get("grant_type"):
        case "client_credentials":
            return _client_credentials(client, form)
        case "authorization_code":
            return _authorization_code(client, form)
        case "refresh_token":
            return _refresh_token(client, form)
        case None | "":
            return Refusal("invalid_request", "grant_type is missing.")
    return Refusal(
        "unsupported_grant_type", "client_credentials, authorization_code or refresh_token."
    )


def asked_scopes(client, text):
    """The scopes asked for, all of the client's when none are; None when it may not have one of them."""
    allowed = parse(client.scopes)
    if not text:
        return allowed
    asked = parse(text)
    return asked if asked and asked <= allowed else None


def _client_credentials(client, form):
    if client.kind != "service":
        return Refusal("unauthorized_client", "This client acts for people: use their codes.")
    scopes = asked_scopes(client, form.get("scope"))
    if not scopes:
        return Refusal("invalid_scope", f"This client may have: {client.scopes}.")
    if not client.user_id.active:
        return Refusal("unauthorized_client", "The user this client acts as is archived.")
    return _tokens(client.env["brokersync.api.grant"]._start_of_client(client, scopes))


def _authorization_code(client, form):
    verifier = form.get("code_verifier") or ""
    if not VERIFIER.fullmatch(verifier):
        return Refusal("invalid_request", "code_verifier: 43 to 128 characters (RFC 7636).")
    grant = client.env["brokersync.api.code"]._exchange(
        client, form.get("code") or "", form.get("redirect_uri") or "", verifier
    )
    return _tokens(grant, grant._new_refresh_token()) if grant else INVALID_GRANT


def _refresh_token(client, form):
    token = client.env["brokersync.api.refresh"]._find(form.get("refresh_token") or "")
    if token.grant_id.client_id != client or not client:
        return INVALID_GRANT
    scopes = parse(token.grant_id.scopes)
    if form.get("scope"):
        asked = parse(form["scope"])
        if not asked or not asked <= scopes:
            return Refusal("invalid_scope", f"This grant has: {token.grant_id.scopes}.")
        scopes = asked
    grant = token._use()
    return _tokens(grant, grant._new_refresh_token(), scopes) if grant else INVALID_GRANT


def _tokens(grant, refresh_token=None, scopes=None):
    access_token, lifetime = grant._access_token(scopes)
    scope = " ".join(sorted(scopes)) if scopes else grant.scopes
    return Tokens(access_token, lifetime, scope, refresh_token)


def find_grant(client, token):
    """The grant of this client that an access or a refresh token belongs to, else None."""
    if "." in token:
        grant, _scope = client.env["brokersync.api.grant"]._of_access_token(token)
    else:
        refresh = client.env["brokersync.api.refresh"]._find(token)
        grant = refresh.grant_id if refresh and not refresh.used_at else None
    return grant if grant and grant.client_id == client and grant._is_live() else None
