"""Where Debian's packages come from, and the key they are signed with."""

import re
import subprocess
from pathlib import Path

from tools import apt
from tools.errors import Problem
from tools.settings import Settings

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
DEBOOTSTRAP = Path("/usr/sbin/debootstrap")


def keyring(settings: Settings) -> Path:
    if not KEYRING.exists():
        apt.ensure(settings, ["debian-archive-keyring"], "checking Debian's signature on Odoo")
    return KEYRING


def address(settings: Settings) -> str:
    """The mirror: given, this machine's own when it is Debian, else debootstrap's default."""
    if settings.debian_mirror:
        return settings.debian_mirror
    if _is_debian():
        found = _own_mirrors()
        if found:
            return found[0]
        raise Problem("apt has no Debian mirror", "Set BROKERSYNC_DEBIAN_MIRROR.")
    if not DEBOOTSTRAP.exists():
        apt.ensure(
            settings, ["debootstrap"], "finding a Debian mirror (or set BROKERSYNC_DEBIAN_MIRROR)"
        )
    default = re.search(r'^DEF_MIRROR="?([^"\s]+)', DEBOOTSTRAP.read_text(), re.MULTILINE)
    if not default:
        raise Problem("debootstrap names no Debian mirror", "Set BROKERSYNC_DEBIAN_MIRROR.")
    return default[1]


def _is_debian() -> bool:
    release = Path("/etc/os-release")
    return (
        release.exists()
        and re.search(r"^ID=debian$", release.read_text(), re.MULTILINE) is not None
    )


def _own_mirrors() -> list[str]:
    answer = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"],
        capture_output=True,
        text=True,
        check=False,
    )
    return [uri for uri in answer.stdout.split() if "security" not in uri]
