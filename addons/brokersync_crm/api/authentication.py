"""Who is behind `Authorization: Bearer …`: the owner of an API key, or of an access token.

Cookies are not read: a page of another site can make a browser send them.
"""

from .call import Caller
from .limits import Refused, check_failures, count_failure
from .scopes import parse

_PREFIX = 8  # of a key: Odoo looks keys up by it


def identify(env, asked):
    """The Caller, or None when the request names nobody.

    :raise Refused: the key or token is not valid, or this address has failed too often
    """
    credential = _credential(asked)
    buckets = buckets_of(asked)
    check_failures(env, buckets)
    if credential is None:
        return None
    caller = _of_token(env, credential) if "." in credential else _of_key(env, credential)
    if caller is None:
        raise Refused(
            401,
            "unauthenticated",
            "The key or token is unknown, expired or revoked.",
            headers={"WWW-Authenticate": 'Bearer error="invalid_token"'}
            | count_failure(env, buckets),
        )
    return caller


def buckets_of(asked):
    """Names under which failures of this request are counted: its address, and the beginning of its key."""
    credential = _credential(asked)
    buckets = [f"failure:address:{asked.remote_addr}"]
    if credential and "." not in credential:
        buckets.append(f"failure:key:{credential[:_PREFIX]}")
    return buckets


def _credential(asked):
    scheme, _, credential = (asked.headers.get("Authorization") or "").partition(" ")
    return credential.strip() if scheme.lower() == "bearer" else None


def _of_key(env, credential):
    if not credential.isascii() or not credential.isalnum():
        return None
    key = env["res.users.apikeys"].sudo()._brokersync_key(credential)
    return key and Caller(key.user_id.id, key._brokersync_scopes(), f"user:{key.user_id.id}")


def _of_token(env, credential):
    grant, scope = env["brokersync.api.grant"].sudo()._of_access_token(credential)
    return grant and Caller(
        grant.user_id.id, parse(scope), f"grant:{grant.client_id.id}:{grant.user_id.id}"
    )
