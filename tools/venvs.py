"""Python environments, one for each lock file in requirements/: their pins conflict."""

import sys
from pathlib import Path

from tools import stamps
from tools.run import run
from tools.settings import REPO, Settings

QUIET = {
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_INPUT": "1",
    "PIP_ROOT_USER_ACTION": "ignore",
    "PIP_PROGRESS_BAR": "off",
}
# Data packages are read as files, and add-ons ask for Odoo as a package: their dependencies are left
# out on purpose.
LOCKS = {
    "odoo": ["odoo.txt", "addons.txt"],
    "sidecar": ["sidecar.txt", "data.txt"],
    "build": ["build.txt"],
    "test": ["test.txt", "data.txt", "browser.txt"],
    "lint": ["lint.txt"],
}
WITHOUT_DEPENDENCIES = {"data.txt", "addons.txt", "browser.txt"}


def folder(settings: Settings, name: str) -> Path:
    return settings.install / "venvs" / name


def python(settings: Settings, name: str) -> Path:
    return folder(settings, name) / "bin" / "python"


def is_current(settings: Settings, name: str) -> bool:
    return stamps.matches(folder(settings, name) / "stamp", _wanted(name))


def ensure(settings: Settings, name: str) -> None:
    """Make the environment match its lock files; nothing to do when it already does."""
    if is_current(settings, name):
        return
    target = folder(settings, name)
    log = settings.logs / f"setup-environment-{name}.log"
    (target / "stamp").unlink(missing_ok=True)
    run(
        [sys.executable, "-m", "venv", "--clear", target],
        log=log,
        what=f"creating the {name} environment",
    )
    for lock in LOCKS[name]:
        options = ["--no-deps"] if lock in WITHOUT_DEPENDENCIES else []
        install(python(settings, name), lock, options, log)
    stamps.write(target / "stamp", _wanted(name))


def install(interpreter: Path, lock: str, options: list[str], log: Path) -> None:
    """pip install one lock file, with its hashes checked. Python compiles what is used, at first use."""
    run(
        [
            interpreter,
            "-m",
            "pip",
            "install",
            "-q",
            "--no-compile",
            *options,
            "-r",
            REPO / "requirements" / lock,
        ],
        env=QUIET,
        log=log,
        what=f"installing requirements/{lock}",
        mend=f"Is the Python package index reachable? Log: {log}",
    )


def _wanted(name: str) -> str:
    locks = (REPO / "requirements" / lock for lock in LOCKS[name])
    interpreter = Path(getattr(sys, "_base_executable", sys.executable)).resolve()
    return stamps.digest(sys.version, str(interpreter), *locks)
