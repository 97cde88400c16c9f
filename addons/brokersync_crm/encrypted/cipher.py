"""Sealed text: `v1:<key id>:<base64 of nonce and ciphertext>[:<blind index>]`.

AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits. The associated data names the place the text belongs to:
sealed text opens nowhere else.
"""

import os
import re
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag

from .keyring import DataKey, Keyring

NONCE_BYTES = 12

_SEALED = re.compile(
    r"v1:(?P<key>[\w.-]+):(?P<data>[A-Za-z0-9+/]{38,}={0,2})(?P<index>:[0-9a-f]{32})?"
)


class CipherError(Exception):
    """Sealed text that cannot be opened here: moved, changed, or its key is gone."""


def seal(key: DataKey, text: str, place: str, index: str = "") -> str:
    """`text` encrypted for `place`, with its blind index behind it when there is one."""
    nonce = os.urandom(NONCE_BYTES)
    data = b64encode(nonce + key.aead.encrypt(nonce, text.encode(), place.encode())).decode()
    return f"v1:{key.id}:{data}:{index}" if index else f"v1:{key.id}:{data}"


def unseal(keyring: Keyring, sealed: str, place: str) -> str:
    """The text that was sealed for `place`; raises CipherError."""
    match = _SEALED.fullmatch(sealed)
    if match is None:
        raise CipherError(f"{place} holds no sealed text.")
    key = keyring.keys.get(match["key"])
    if key is None:
        raise CipherError(
            f"{place} is sealed with the key {match['key']}, which is not in the key file."
        )
    data = b64decode(match["data"])
    try:
        return key.aead.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], place.encode()).decode()
    except InvalidTag as error:
        raise CipherError(
            f"{place} does not open: its ciphertext was changed, or moved there from another record."
        ) from error


def is_sealed(text: str) -> bool:
    return _SEALED.fullmatch(text) is not None


def key_id(sealed: str) -> str:
    """Id of the key that opens it."""
    return sealed.split(":", 2)[1]
