"""A key pair and tokens signed with it, as Odoo would make them."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)
from joserfc import jwt
from joserfc.jwk import OKPKey


class Signer:
    """Signs tokens with a new key, or with that of a home; the public key is a PEM file."""

    def __init__(self, private_key_file: Path | None = None) -> None:
        if private_key_file is None:
            self._private = Ed25519PrivateKey.generate()
        else:
            found = load_pem_private_key(private_key_file.read_bytes(), None)
            if not isinstance(found, Ed25519PrivateKey):
                raise TypeError(f"{private_key_file} is not an Ed25519 key")
            self._private = found
        self._key = OKPKey.import_key(self._private)

    def write_public_key(self, path: Path) -> None:
        """The public key as PEM."""
        public = self._private.public_key()
        path.write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))

    def token(
        self,
        accounts: Sequence[str] = ("*",),
        permissions: Sequence[str] = ("view", "trade", "admin"),
        *,
        seconds: int = 900,
        **claims: object,
    ) -> str:
        """A token as docs/protocol.md describes it; ``claims`` override."""
        now = int(time.time())
        content: dict[str, object] = {
            "iss": "brokersync-odoo",
            "aud": "matching-sidecar",
            "sub": "lab",
            "iat": now,
            "exp": now + seconds,
            "jti": uuid.uuid4().hex,
            "firm": "",
            "trader": "",
            "accounts": list(accounts),
            "permissions": list(permissions),
        }
        return jwt.encode({"alg": "Ed25519"}, content | claims, self._key, algorithms=["Ed25519"])
