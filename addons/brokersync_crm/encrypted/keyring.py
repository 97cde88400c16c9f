"""The data keys: a JSON file outside the database, named by BROKERSYNC_DATA_KEYS_FILE.

`{"active": "k2", "keys": {"k1": {"encryption": "…", "index": "…"}, "k2": …}, "audit": "…"}`: the active key seals, all
open. Each key is two secrets of 256 bits in base64, one for encryption and one for the blind index. The audit log
has a secret of its own that stays, so that old rows can be verified.
"""

import json
import os
import stat
from base64 import b64decode
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VARIABLE = "BROKERSYNC_DATA_KEYS_FILE"
KEY_BYTES = 32


class KeyringError(Exception):
    """The key file is missing, open to others or broken; the text says which and what to do."""


@dataclass(frozen=True)
class DataKey:
    id: str
    encryption: bytes
    index: bytes

    @cached_property
    def aead(self) -> AESGCM:
        return AESGCM(self.encryption)


@dataclass(frozen=True)
class Keyring:
    active: DataKey
    keys: dict[str, DataKey]
    audit: bytes


def current() -> Keyring:
    """The keyring of this process. A changed file is read again, so that a rotation reaches running workers.

    :raise KeyringError: no file, a file others may read, or no keys in it
    """
    name = os.environ.get(VARIABLE)
    if not name:
        raise KeyringError(
            f"{VARIABLE} is not set: encrypted fields have no key. Run ./brokersync setup, or see docs/privacy.md."
        )
    path = Path(name)
    try:
        status = path.stat()
    except OSError as error:
        raise KeyringError(
            f"The data keys {path} cannot be read ({error.strerror}). Restore the file from its backup: "
            "without it, encrypted fields are lost."
        ) from error
    if status.st_mode & (stat.S_IWGRP | stat.S_IRWXO):
        raise KeyringError(
            f"The data keys {path} have mode {stat.filemode(status.st_mode)}: others could read or change them. "
            f"Run: chmod 600 {path}"
        )
    return _read(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int, _size: int) -> Keyring:
    try:
        return parse(path.read_text())
    except OSError as error:
        raise KeyringError(f"The data keys {path} cannot be read ({error.strerror}).") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyringError(f"The data keys {path} are no key file: {error}") from error


def parse(text: str) -> Keyring:
    """Keyring from the file's JSON; raises ValueError or KeyError."""
    content = json.loads(text)
    keys = {
        name: DataKey(name, _secret(parts["encryption"]), _secret(parts["index"]))
        for name, parts in content["keys"].items()
    }
    return Keyring(keys[content["active"]], keys, _secret(content["audit"]))


def _secret(text: str) -> bytes:
    value = b64decode(text, validate=True)
    if len(value) != KEY_BYTES:
        raise ValueError(f"a key has {len(value)} bytes, not {KEY_BYTES}")
    return value
