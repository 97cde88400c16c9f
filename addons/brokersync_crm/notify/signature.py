"""Signatures of webhooks as in Standard Webhooks 1.0, which libraries of most languages verify."""

import base64
import hashlib
import hmac
import secrets

PREFIX = "whsec_"
TOLERANCE = 300  # seconds a receiver should accept between the timestamp and its own clock


def new_secret():
    """A secret for one webhook: `whsec_` and 32 random bytes in Base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def sign(secret, message_id, timestamp, body):
    """Value of the header `webhook-signature`: `v1,` and the HMAC-SHA256 of id, time and body in Base64.

    :param timestamp: seconds since 1970
    :param body: the bytes that are sent
    """
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
