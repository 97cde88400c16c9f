"""System packages: install them when allowed, else say the exact command."""

import os
import shutil
import subprocess
import threading

from tools.errors import Problem
from tools.run import run
from tools.settings import Settings

_one_at_a_time = threading.Lock()  # steps run side by side; apt refuses a second one


def as_root() -> list[str] | None:
    """What to put before a command so that it runs as root; None when that is not allowed."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        allowed = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
        if allowed.returncode == 0:
            return ["sudo", "-n"]
    return None


def command(packages: list[str]) -> str:
    return f"apt-get install -y --no-install-recommends {' '.join(packages)}"


def ensure(settings: Settings, packages: list[str], purpose: str) -> None:
    """Install apt packages; raises Problem with the command to run when this user may not."""
    prefix = as_root()
    if prefix is None or not shutil.which("apt-get"):
        raise Problem(
            f"{purpose} needs: {', '.join(packages)}",
            f"Run: sudo apt-get update && sudo {command(packages)}",
        )
    environment = {"DEBIAN_FRONTEND": "noninteractive"}
    log = settings.logs / "setup-apt.log"
    install = [*prefix, *command(packages).split()]
    with _one_at_a_time:
        for step in ([*prefix, "apt-get", "-qq", "update"], install):
            run(step, env=environment, log=log, what=f"installing {', '.join(packages)}")
