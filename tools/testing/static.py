"""Checks that read the source: style, types, Odoo's conventions, security rules, secrets."""

import subprocess
from pathlib import Path

from tools import venvs
from tools.odoo import modules
from tools.settings import REPO, Settings

PYTHON = ["addons", "matching_sidecar", "tools", "tests"]
SEMGREP_RULES = "tests/security/semgrep_odoo.yml"
SECRETS_BASELINE = "config/secrets.baseline"


def commands(settings: Settings) -> dict[str, list[str | Path]]:
    """Name and command of every check."""
    tool = venvs.folder(settings, "test") / "bin"
    semgrep = venvs.folder(settings, "lint") / "bin" / "semgrep"
    python = [name for name in PYTHON if (REPO / name).is_dir()]
    addons = [f"addons/{name}" for name in modules.names()]
    checks: dict[str, list[str | Path]] = {
        "ruff check": [tool / "ruff", "check", *python],
        "ruff format": [tool / "ruff", "format", "--check", *python],
        "mypy": [tool / "mypy"],
        "detect-secrets": [
            tool / "detect-secrets-hook",
            "--baseline",
            SECRETS_BASELINE,
            *_tracked(),
        ],
    }
    if addons:
        checks["pylint-odoo"] = [
            tool / "pylint",
            "--rcfile=config/pylintrc",
            *addons,
        ]
        checks["semgrep"] = [
            semgrep,
            "scan",
            "--config",
            SEMGREP_RULES,
            "--metrics=off",
            "--disable-version-check",
            "--error",
            "--quiet",
            "addons",
        ]
    return checks


def environment(settings: Settings) -> dict[str, str]:
    """Semgrep looks for its engine on PATH and wants a folder for its settings."""
    return {
        "SEMGREP_USER_DATA_FOLDER": str(settings.home / "semgrep"),
        "SEMGREP_SEND_METRICS": "off",
    }


def _tracked() -> list[str]:
    """Files under version control (or new and not ignored), lock files excepted: they hold hashes."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPO,
        capture_output=True,
        text=True,
        check=True,
    )
    files = sorted({name for name in listed.stdout.split("\0") if name})
    return [name for name in files if (REPO / name).is_file() and not _is_lock(name)]


def _is_lock(name: str) -> bool:
    return name.startswith("requirements/") or name == SECRETS_BASELINE
