"""Compiling the engine's hot layers, outside the checkout. Without a compiler they run interpreted."""

import shutil
import sys
import sysconfig
import tempfile
from pathlib import Path

from matching_sidecar import compiled
from tools import apt, stamps, venvs
from tools.console import console
from tools.errors import Problem
from tools.run import run
from tools.settings import REPO, Settings

COMPILER = ["gcc", "libc6-dev"]
HEADERS = ["python3-dev"]
SOURCES = ["pyproject.toml", "setup.py", "matching_sidecar"]


def folder(settings: Settings) -> Path:
    """Holds builds, each in a folder named after the digest of its sources."""
    return settings.install / "compiled"


def environment(settings: Settings) -> dict[str, str]:
    """Tells a process of the sidecar where builds are."""
    return {compiled.BUILDS: str(folder(settings))}


def is_current(settings: Settings) -> bool:
    """Whether the sources as they are now have a build."""
    return stamps.matches(folder(settings) / compiled.digest() / "stamp", _wanted())


def ensure(settings: Settings) -> None:
    """Compile the sources as they are now; what stands in the way is said, and is no error."""
    if is_current(settings):
        return
    try:
        if missing := lacking():
            apt.ensure(settings, missing, "compiling the engine")
        venvs.ensure(settings, "build")
        _build(settings)
    except Problem as problem:
        console.note(f"The engine runs interpreted, about a quarter as fast.\n{problem}")


def lacking() -> list[str]:
    """Packages to install before anything can be compiled.

    Headers of a Python that is not the system's come with it.
    """
    compiler = str(sysconfig.get_config_var("CC") or "gcc").split()[0]
    header = Path(sysconfig.get_path("include")) / "Python.h"
    return [
        *([] if shutil.which(compiler) else COMPILER),
        *([] if header.exists() or sys.base_prefix != "/usr" else HEADERS),
    ]


def _build(settings: Settings) -> None:
    """In a copy: the checkout stays as it is, and the digest is that of what was compiled."""
    folder(settings).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".build-", dir=folder(settings)) as temporary:
        work = Path(temporary)
        for name in SOURCES:
            _copy(REPO / name, work / name)
        run(
            [venvs.python(settings, "build"), "setup.py", "-q", "build_ext", "--build-lib", "lib"],
            log=settings.logs / "setup-compile.log",
            what="compiling the engine",
            cwd=work,
        )
        if not any((work / "lib").rglob("*.so")):
            raise Problem("compiling the engine failed", f"Log: {settings.logs}/setup-compile.log")
        digest = compiled.digest(work / "matching_sidecar")
        stamps.write(work / "lib" / "stamp", _wanted())
        _discard_old(settings)
        (work / "lib").rename(folder(settings) / digest)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("tests", *stamps.IGNORED))
    else:
        shutil.copy(source, target)


def _discard_old(settings: Settings) -> None:
    """A process that runs one of them keeps what it has loaded."""
    for build in folder(settings).iterdir():
        if not build.name.startswith(".build-"):
            shutil.rmtree(build)


def _wanted() -> str:
    return stamps.digest(REPO / "setup.py", REPO / "requirements" / "build.txt")
