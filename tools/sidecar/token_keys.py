"""Make the Ed25519 key pair of the sidecar's tokens: `token_keys.py PRIVATE_PEM PUBLIC_PEM`.

Runs in the sidecar's environment, which has the cryptography library.
"""

import os
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)


def main(private_path: str, public_path: str) -> None:
    private = Ed25519PrivateKey.generate()
    public = private.public_key()
    os.umask(0o077)
    with open(public_path, "wb") as file:  # noqa: PTH123
        file.write(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    with open(private_path, "wb") as file:  # noqa: PTH123
        file.write(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


if __name__ == "__main__":
    main(*sys.argv[1:])
