"""Programs: apt, PostgreSQL, Chromium, what is installed in the home."""

import shutil

from tools import apt, venvs
from tools.doctor.check import Check, State
from tools.installation import FOR_TESTS
from tools.odoo import mirror, package
from tools.postgres import binaries
from tools.settings import Settings
from tools.sidecar import build

REQUIRED = {"setpriv": "util-linux"}
FOR_ODOO = {"apt-get": "apt", "dpkg-deb": "dpkg"}


def tools(settings: Settings) -> Check:
    wanted = REQUIRED | ({} if settings.odoo_home else FOR_ODOO)
    missing = [name for name in wanted if not shutil.which(name)]
    if missing:
        packages = sorted({wanted[name] for name in missing})
        mend = f"Run: sudo {apt.command(packages)}"
        return Check("programs", State.BAD, f"missing: {', '.join(missing)}", mend)
    return Check("programs", State.OK, ", ".join(wanted))


def rights(_settings: Settings) -> Check:
    if apt.as_root() is None:
        mend = "Packages that are missing are then listed with the command to run."
        return Check("rights", State.NOTE, "neither root nor sudo without a password", mend)
    return Check("rights", State.OK, "may install system packages")


def odoo(settings: Settings) -> Check:
    if settings.odoo_home:
        return Check("Odoo", State.OK, f"ODOO_HOME={settings.odoo_home}")
    if (package.source(settings) / "odoo" / "release.py").exists():
        return Check("Odoo", State.OK, f"unpacked in {settings.install / 'odoo'}")
    if not mirror.KEYRING.exists():
        mend = f"Run: sudo {apt.command(['debian-archive-keyring'])}"
        return Check("Odoo", State.BAD, "Debian's signing key is missing", mend)
    return Check("Odoo", State.NOTE, "not installed yet", "Run: ./brokersync setup")


def postgres(settings: Settings) -> Check:
    if settings.external_postgres:
        return Check("PostgreSQL", State.OK, f"given: {settings.external_postgres.get('PGHOST')}")
    found = binaries.find()
    if found:
        return Check("PostgreSQL", State.OK, f"{binaries.version(found)} in {found}")
    return Check("PostgreSQL", State.OK, "none on this machine; the embedded one is used")


def environments(settings: Settings) -> Check:
    stale = [name for name in ("odoo", "sidecar") if not venvs.is_current(settings, name)]
    if stale:
        return Check(
            "environments", State.NOTE, f"to install: {', '.join(stale)}", "Run: ./brokersync setup"
        )
    return Check("environments", State.OK, "as locked")


def engine(settings: Settings) -> Check:
    if build.is_current(settings):
        return Check("engine", State.OK, "compiled")
    found = "runs interpreted, about a quarter as fast"
    if missing := build.lacking():
        return Check("engine", State.NOTE, found, f"Run: sudo {apt.command(missing)}")
    return Check("engine", State.NOTE, found, "Run: ./brokersync setup")


def browser(_settings: Settings) -> Check:
    missing = [name for name in FOR_TESTS if not shutil.which(name)]
    if missing:
        mend = f"Only for tests. Run: sudo {apt.command([FOR_TESTS[name] for name in missing])}"
        return Check("Chromium", State.NOTE, f"missing: {', '.join(missing)}", mend)
    return Check("Chromium", State.OK, str(shutil.which("chromium")))
