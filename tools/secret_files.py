"""Keys and passwords of one home: files with mode 0600 in a folder with mode 0700."""

import os
from pathlib import Path

from tools.settings import Settings


def folder(settings: Settings) -> Path:
    settings.secrets.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings.secrets.chmod(0o700)
    return settings.secrets


def write(path: Path, value: str) -> Path:
    """Write a file that only this user may read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        os.fchmod(descriptor, 0o600)
        file.write(value)
    return path


def token_key(settings: Settings) -> Path:
    """Private key with which Odoo signs the sidecar's tokens."""
    return settings.secrets / "token_key.pem"


def token_public_key(settings: Settings) -> Path:
    """Public key with which the sidecar verifies them."""
    return settings.secrets / "token_key.pub.pem"


def sidecar_api_key(settings: Settings) -> Path:
    """API key of the Odoo user *Sidecar service*."""
    return settings.secrets / "sidecar_api_key"


def sidecar_login(settings: Settings) -> Path:
    """Login of that user."""
    return settings.secrets / "sidecar_login"


def data_keys(settings: Settings) -> Path:
    """Keys of encrypted fields. They stay with the templates, whose demo data they sealed."""
    return settings.install / "secrets" / "data_keys.json"
