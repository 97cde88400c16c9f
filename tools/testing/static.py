"""Checks that read the source: style, types, Odoo's conventions, security rules, secrets."""

import os
import subprocess
from pathlib import Path

from tools import venvs
from tools.odoo import modules
from tools.settings import REPO, Settings

PYTHON = ["addons", "matching_sidecar", "tools", "tests"]
# Odoo itself uses `_` as well as `self.env._`; and a model may be extended in two files, one
# concept each. Append-only records refuse create, write and unlink without calling super.
PYLINT = [
    "--rcfile=config/pylintrc",
    "--disable=all",
    "--enable=odoolint",
    "--disable=prefer-env-translation,consider-merging-classes-inherited,method-required-super",
]
SEMGREP_OPTIONS = [
    "--config=tests/security/semgrep_odoo.yml",
    "--metrics=off",
    "--disable-version-check",
]
SEMGREP_SAMPLES = "tests/security/semgrep_odoo.py"
BASELINE = "config/detect-secrets.json"


def commands(settings: Settings) -> dict[str, list[str | Path]]:
    """Name and command of every check."""
    tool = venvs.folder(settings, "test") / "bin"
    semgrep: list[str | Path] = [
        venvs.folder(settings, "lint") / "bin" / "semgrep",
        "scan",
        *SEMGREP_OPTIONS,
    ]
    python = [name for name in PYTHON if (REPO / name).is_dir()]
    addons = [f"addons/{name}" for name in modules.names()]
    return {
        "ruff check": [tool / "ruff", "check", "--output-format=concise", *python],
        "ruff format": [tool / "ruff", "format", "--check", "--output-format=concise", *python],
        "mypy": [tool / "mypy"],
        "pylint-odoo": [tool / "pylint", *PYLINT, *addons],
        "semgrep": [*semgrep, "--error", "--quiet", "addons"],
        "semgrep's rules": [*semgrep, "--test", SEMGREP_SAMPLES],
        "detect-secrets": [
            tool / "detect-secrets-hook",
            "--baseline",
            BASELINE,
            *_tracked(),
        ],
    }


def environment(settings: Settings) -> dict[str, str]:
    """Semgrep finds its engine on PATH; it shall not leave a settings file in the home folder."""
    programs = venvs.folder(settings, "lint") / "bin"
    return {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "SEMGREP_SETTINGS_FILE": str(settings.home / "semgrep-settings.yml"),
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
    return name.startswith("requirements/") or name == BASELINE
