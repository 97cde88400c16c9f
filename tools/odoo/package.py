"""Odoo 19 Community from Debian's package, unpacked into a private prefix.

A private apt (own sources, lists and cache) fetches it from suite sid and checks its signature,
so that sid never reaches the system. Nothing here needs root.
"""

import getpass
import hashlib
import shutil
import subprocess
from pathlib import Path

from tools import stamps
from tools.errors import Problem
from tools.odoo import mirror
from tools.run import run
from tools.settings import Settings

SUITE = "sid"
# Odoo links to files of these packages: fonts for its screens, libraries for its web client.
PACKAGES = [
    "odoo-19",
    "fonts-font-awesome",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
]
# Debian strips this non-free file (background blur in calls); the web client's bundle names it.
STRIPPED = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
INSTEAD = (
    "Other ways: ODOO_HOME=/path/to/an/odoo-19/checkout ./brokersync …, or docker compose up. "
    "Files already downloaded stay in BROKERSYNC_CACHE."
)


def source(settings: Settings) -> Path:
    """The folder that Python imports `odoo` from."""
    if settings.odoo_home:
        return settings.odoo_home
    return settings.install / "odoo" / "usr/lib/python3/dist-packages"


def command(settings: Settings) -> Path:
    """The file that starts Odoo. Odoo restarts itself by its file; of `python -m odoo` only the module's is left."""
    if settings.odoo_home:
        return settings.odoo_home / "odoo-bin"
    return settings.install / "odoo" / "usr/bin/odoo"


def is_current(settings: Settings) -> bool:
    """Whether Odoo is there: unpacked whole, or given by ODOO_HOME."""
    if settings.odoo_home:
        _check_checkout(settings.odoo_home)
        return True
    return (settings.install / "odoo" / "stamp").exists()


def ensure(settings: Settings) -> None:
    """Download and unpack what is missing."""
    target = settings.install / "odoo"
    cache = settings.cache / "debian" / SUITE
    if not _complete(cache):
        _download(settings, cache)
    wanted = (cache / "SHA256SUMS").read_text()
    shutil.rmtree(target, ignore_errors=True)
    log = settings.logs / "setup-odoo.log"
    for package in sorted(cache.glob("*.deb")):
        run(["dpkg-deb", "-x", package, target], log=log, what=f"unpacking {package.name}")
    stripped = source(settings) / "odoo" / "addons" / STRIPPED
    if not stripped.exists():
        stripped.parent.mkdir(parents=True, exist_ok=True)
        stripped.write_text("/* not shipped by Debian: background blur in calls is off */\n")
    stamps.write(target / "stamp", wanted)


def _check_checkout(checkout: Path) -> None:
    release = checkout / "odoo" / "release.py"
    if not release.is_file():
        raise Problem(f"ODOO_HOME={checkout} holds no Odoo", "It is the folder with odoo-bin.")
    if "19" not in release.read_text().partition("version_info = (")[2][:6]:
        raise Problem(f"ODOO_HOME={checkout} is not Odoo 19", "Check out branch 19.0.")


def _complete(cache: Path) -> bool:
    """Whether every package is there, whole."""
    sums = cache / "SHA256SUMS"
    if not sums.exists():
        return False
    known = dict(line.split("  ", 1)[::-1] for line in sums.read_text().splitlines())
    found = {name.partition("_")[0] for name in known}
    return found == set(PACKAGES) and all(
        (cache / name).is_file() and _sha256(cache / name) == value for name, value in known.items()
    )


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _download(settings: Settings, cache: Path) -> None:
    apt = settings.install / "apt"
    for name in ("etc/apt/preferences.d", "var/lib/apt/lists/partial", "var/lib/dpkg"):
        (apt / name).mkdir(parents=True, exist_ok=True)
    (apt / "var/cache/apt/archives/partial").mkdir(parents=True, exist_ok=True)
    (apt / "var/lib/dpkg/status").write_text("")
    line = f"deb [signed-by={mirror.keyring(settings)}] {mirror.address(settings)} {SUITE} main\n"
    (apt / "etc/apt/sources.list").write_text(line)
    command = ["apt-get", "-qq", *_options(apt)]
    log = settings.logs / "setup-odoo.log"
    shutil.rmtree(cache, ignore_errors=True)
    cache.mkdir(parents=True)
    run([*command, "update"], log=log, what="reading Debian's package list", mend=INSTEAD)
    run(
        [*command, "download", *PACKAGES],
        log=log,
        cwd=cache,
        what="downloading Odoo 19 (package odoo-19)",
        mend=INSTEAD,
    )
    shutil.rmtree(apt)
    files = sorted(cache.glob("*.deb"))
    stamps.write(cache / "SHA256SUMS", "".join(f"{_sha256(file)}  {file.name}\n" for file in files))


def _options(apt: Path) -> list[str]:
    values = {
        "Dir": apt,
        "Dir::Etc": apt / "etc/apt",
        "Dir::State::status": apt / "var/lib/dpkg/status",
        # As root, apt would download as a user that cannot enter this folder.
        "APT::Sandbox::User": getpass.getuser(),
        "APT::Architecture": subprocess.run(
            ["dpkg", "--print-architecture"], capture_output=True, text=True, check=True
        ).stdout.strip(),
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
    }
    return [part for name, value in values.items() for part in ("-o", f"{name}={value}")]
