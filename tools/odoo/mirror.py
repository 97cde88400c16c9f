"""Where Debian's packages come from, and the key they are signed with."""

import re
import subprocess
from pathlib import Path

from tools import apt
from tools.errors import Problem
from tools.settings import Settings

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
# Files of packages that other distributions have too, and how they name Debian's mirror.
KNOWN_BY = {
    Path("/usr/sbin/debootstrap"): r'^DEF_MIRROR="?([^"\s]+)',
    Path("/usr/share/python-apt/templates/Debian.info"): r"^BaseURI: (\S+)",
}


def keyring(settings: Settings) -> Path:
    if not KEYRING.exists():
        apt.ensure(settings, ["debian-archive-keyring"], "checking Debian's signature on Odoo")
    return KEYRING


def address(settings: Settings) -> str:
    """The mirror: given, this machine's own when it is Debian, else the one other packages name."""
    if settings.debian_mirror:
        return settings.debian_mirror
    known = _own_mirrors() if _is_debian() else _known_mirrors()
    if not known and not _is_debian():
        apt.ensure(settings, ["debootstrap"], "finding a Debian mirror")
        known = _known_mirrors()
    if not known:
        raise Problem("no Debian mirror is known here", "Set BROKERSYNC_DEBIAN_MIRROR to one.")
    return known[0]


def _known_mirrors() -> list[str]:
    found = []
    for path, pattern in KNOWN_BY.items():
        if path.exists():
            found += re.findall(pattern, path.read_text(errors="replace"), re.MULTILINE)
    return [mirror for mirror in found if mirror.rstrip("/").endswith("/debian")]


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
