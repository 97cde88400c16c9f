"""nginx for testing the proxy's configuration: this machine's, or Debian's package unpacked."""

import shutil
from pathlib import Path

from tools import apt
from tools.errors import Problem
from tools.run import run
from tools.settings import Settings


def find(settings: Settings) -> Path | None:
    """The program, or None where there is no way to get it. Nothing is installed or started."""
    if installed := shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin"):
        return Path(installed)
    target = settings.install / "nginx"
    program = target / "usr/sbin/nginx"
    if not program.exists():
        try:
            _unpack(settings, target)
        except Problem:
            return None
    return program


def _unpack(settings: Settings, target: Path) -> None:
    if not shutil.which("apt-get"):
        raise Problem("apt-get is not on this machine")
    target.mkdir(parents=True, exist_ok=True)
    log = settings.logs / "setup-nginx.log"
    prefix = apt.as_root()
    if prefix is not None:
        run([*prefix, "apt-get", "-qq", "update"], log=log, what="reading the package list")
    run(["apt-get", "-qq", "download", "nginx"], cwd=target, log=log, what="downloading nginx")
    for package in target.glob("nginx_*.deb"):
        run(["dpkg-deb", "-x", package, target], log=log, what="unpacking nginx")
