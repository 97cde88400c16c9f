"""An environment for each peer: their pins conflict with each other and with the sidecar's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tools import stamps, venvs
from tools.bench.peers.catalog import Peer
from tools.errors import Problem
from tools.run import run
from tools.settings import REPO, Settings

NEWEST = 14
"""The newest Python 3 that is looked for."""


def ensure(settings: Settings, peer: Peer) -> Path:
    """The interpreter of a peer's environment, made when missing or out of date.

    Raises:
        Problem: the peer cannot be installed here, and why.
    """
    folder = settings.install / "venvs" / "peers" / peer.package
    python = folder / "bin" / "python"
    lock = f"bench/{peer.package}.txt"
    wanted = stamps.digest(sys.version, REPO / "requirements" / lock)
    if stamps.matches(folder / "stamp", wanted):
        return python
    log = settings.logs / f"setup-peer-{peer.package}.log"
    run(
        [_interpreter(peer.python), "-m", "venv", "--clear", folder],
        log=log,
        what=f"creating the environment of {peer.name}",
    )
    venvs.install(python, lock, ["--require-hashes"], log)
    stamps.write(folder / "stamp", wanted)
    return python


def _interpreter(least: tuple[int, int]) -> Path:
    if sys.version_info[:2] >= least:
        return Path(sys.executable)
    for found in _candidates(least[1]):
        if _runs(found):
            return found
    raise Problem(f"it needs Python {least[0]}.{least[1]} or later, and there is none here")


def _candidates(minor: int) -> Iterator[Path]:
    """Interpreters on the path, and those of pyenv."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for number in range(minor, NEWEST + 1):
        if found := shutil.which(f"python3.{number}"):
            yield Path(found)
        yield from sorted(pyenv.glob(f"3.{number}.*/bin/python3"))


def _runs(python: Path) -> bool:
    return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0
