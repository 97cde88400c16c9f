"""The keys of encrypted fields (addons/brokersync_crm/encrypted/keyring.py reads them)."""

import json
import secrets
from base64 import b64encode

from tools import secret_files
from tools.settings import Settings

KEY_BYTES = 32


def ensure(settings: Settings) -> None:
    """Make the first keys, once per installation."""
    path = secret_files.data_keys(settings)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        content = {"active": "k1", "keys": {"k1": _new_key()}, "audit": _secret()}
        secret_files.write(path, json.dumps(content, indent=1))


def add(settings: Settings) -> str:
    """Add a key and make it the one that seals; the others still open. Gives its id."""
    path = secret_files.data_keys(settings)
    content = json.loads(path.read_text())
    number = max(int(name.lstrip("k")) for name in content["keys"]) + 1
    content["active"] = f"k{number}"
    content["keys"][content["active"]] = _new_key()
    new = secret_files.write(path.with_suffix(".new"), json.dumps(content, indent=1))
    new.replace(path)  # readers see the old file or the new one, never half
    return str(content["active"])


def _new_key() -> dict[str, str]:
    return {part: _secret() for part in ("encryption", "index")}


def _secret() -> str:
    return b64encode(secrets.token_bytes(KEY_BYTES)).decode()
