"""The BrokerSync addons: which there are, what they depend on, which have changed."""

import ast
import json
from pathlib import Path

from tools import stamps
from tools.odoo.config import ADDONS
from tools.settings import Settings

NOT_STORED = {"tests", "README.md", "readme"}  # no part of what a database holds


def names() -> list[str]:
    return sorted(manifest.parent.name for manifest in ADDONS.glob("*/__manifest__.py"))


def foreign_dependencies() -> list[str]:
    """What the addons need from Odoo and others, directly."""
    own = set(names())
    needed = {"web"}
    for name in own:
        manifest = ast.literal_eval((ADDONS / name / "__manifest__.py").read_text())
        needed.update(manifest.get("depends", ()))
    return sorted(needed - own)


def digests() -> dict[str, str]:
    """For each addon the state of what the database is made from."""
    return {
        name: stamps.digest(*sorted(_parts(ADDONS / name), key=lambda part: part.name))
        for name in names()
    }


def _parts(addon: Path) -> list[Path]:
    ignored = NOT_STORED | stamps.IGNORED
    return [part for part in addon.iterdir() if part.name not in ignored]


def recorded(settings: Settings) -> dict[str, str]:
    """The state the running database was last brought to."""
    record = _record(settings)
    value: dict[str, str] = json.loads(record.read_text()) if record.exists() else {}
    return value


def record(settings: Settings, state: dict[str, str]) -> None:
    stamps.write(_record(settings), json.dumps(state, indent=2))


def _record(settings: Settings) -> Path:
    return settings.home / "database.json"
