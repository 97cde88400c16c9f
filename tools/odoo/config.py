"""odoo.conf of one home, and the variables the BrokerSync addons read."""

import configparser
import hashlib
import io
import secrets
from base64 import b64encode
from pathlib import Path

from tools import secret_files
from tools.odoo import package
from tools.postgres import server
from tools.settings import REPO, Settings

ADDONS = REPO / "addons"
ROUNDS = 600_000  # of pbkdf2-sha512, as Odoo itself


def addons_path(settings: Settings) -> str:
    source = package.source(settings)
    folders = [source / "odoo" / "addons", source / "addons", ADDONS]
    return ",".join(str(folder) for folder in folders if folder.is_dir())


def write(settings: Settings, database: str, data: Path, path: Path) -> Path:
    """Write the configuration for one database. Mode 0600: it holds a password's hash."""
    options = {
        "addons_path": addons_path(settings),
        "data_dir": str(data),
        "db_name": database,
        "dbfilter": f"^{database}$",
        "list_db": "False",
        "admin_passwd": _master_password_hash(settings),
        # The last one answers /ready and /health also while the database is away.
        "server_wide_modules": "base,rpc,web,brokersync_crm",
        "http_interface": settings.host,
        "http_port": str(settings.odoo_port),
        "proxy_mode": str(settings.proxy_mode),
        "workers": "0",  # threads: one machine, one person
        "max_cron_threads": "1",
        "with_demo": "True",
        "log_level": "info",
    }
    parser = configparser.ConfigParser(interpolation=None)
    parser["options"] = options
    text = io.StringIO()
    parser.write(text)
    path.parent.mkdir(parents=True, exist_ok=True)
    return secret_files.write(path, text.getvalue())


def environment(settings: Settings) -> dict[str, str]:
    """What Odoo's process gets: the database connection, its keys and the way to the sidecar."""
    return server.odoo_environment(settings) | {
        "BROKERSYNC_TOKEN_KEY_FILE": str(secret_files.token_key(settings)),
        "BROKERSYNC_AUDIT_ANCHORS_FILE": str(settings.home / "audit-anchors.jsonl"),
        "BROKERSYNC_TOMBSTONES_FILE": str(settings.home / "tombstones.jsonl"),
        "BROKERSYNC_DATA_KEYS_FILE": str(secret_files.data_keys(settings)),
        "BROKERSYNC_SIDECAR_URL": settings.sidecar_url,
        "BROKERSYNC_SIDECAR_WS_URL": settings.sidecar_ws_url,
        "PYTHONWARNINGS": "ignore",
    }


def _master_password_hash(settings: Settings) -> str:
    """Hash of a random password that nobody knows: the database manager is closed (list_db)."""
    path = secret_files.folder(settings) / "odoo_master_hash"
    if not path.exists():
        salt = secrets.token_bytes(16)
        digest = hashlib.pbkdf2_hmac("sha512", secrets.token_bytes(32), salt, ROUNDS)
        secret_files.write(path, f"$pbkdf2-sha512${ROUNDS}${_base64(salt)}${_base64(digest)}")
    return path.read_text()


def _base64(value: bytes) -> str:
    """The alphabet that Odoo's passlib reads."""
    return b64encode(value, altchars=b"./").decode().rstrip("=")
