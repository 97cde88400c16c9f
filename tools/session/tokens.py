"""Tokens for the programs of the session, signed with Odoo's key (docs/protocol.md, "Tokens")."""

import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import OKPKey

ALGORITHM = "Ed25519"
LIFETIME = 600
"""Seconds."""

Sign = Callable[[str, str, Sequence[str], Sequence[str]], str]
"""Gives a token for a login, a firm's code ("": staff), accounts and permissions."""


def signer(key_file: Path) -> Sign:
    """Signs with the private key in a PEM file.

    Raises:
        OSError, ValueError: the file cannot be read, or holds no such key.
    """
    key = OKPKey.import_key(key_file.read_bytes())

    def sign(sub: str, firm: str, accounts: Sequence[str], permissions: Sequence[str]) -> str:
        now = int(time.time())
        claims = {
            "iss": "brokersync-odoo",
            "aud": "matching-sidecar",
            "sub": sub,
            "iat": now,
            "exp": now + LIFETIME,
            "jti": uuid.uuid4().hex,
            "firm": firm,
            "trader": "",
            "accounts": list(accounts),
            "permissions": list(permissions),
        }
        return jwt.encode({"alg": ALGORITHM}, claims, key, algorithms=[ALGORITHM])

    return sign
