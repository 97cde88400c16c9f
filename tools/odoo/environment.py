"""Odoo's Python environment: its locked dependencies, and Odoo itself by a path file."""

import subprocess
from pathlib import Path

from tools import stamps, venvs
from tools.odoo import package
from tools.settings import Settings

METADATA = {
    "METADATA": "Metadata-Version: 2.1\nName: odoo\nVersion: 19.0\n",
    "INSTALLER": "brokersync\n",
    "RECORD": "",
}


def link(settings: Settings) -> None:
    """Let the environment import Odoo, and pip see it as installed (add-on wheels ask for it)."""
    site = _site_packages(settings)
    (site / "odoo.pth").write_text(f"{package.source(settings)}\n")
    info = site / "odoo-19.0.dist-info"
    info.mkdir(exist_ok=True)
    for name, content in METADATA.items():
        (info / name).write_text(content)


def state(settings: Settings) -> str:
    """What Odoo itself is made of: its package or checkout and its locked dependencies."""
    unpacked = settings.install / "odoo" / "stamp"
    if settings.odoo_home:
        head = subprocess.run(
            ["git", "-C", settings.odoo_home, "rev-parse", "HEAD"],
            capture_output=True,
            text=True,
            check=False,
        )
        made_from = f"{settings.odoo_home} {head.stdout}"
    else:
        made_from = unpacked.read_text()
    return stamps.digest(made_from, (venvs.folder(settings, "odoo") / "stamp").read_text())


def _site_packages(settings: Settings) -> Path:
    (site,) = venvs.folder(settings, "odoo").glob("lib/python3*/site-packages")
    return site
