"""Which modules are compiled ahead of time, and which of the two forms this process runs.

A build is a folder of extension modules, named after the digest of the sources it was made from:
changed sources never find it and run as they are.
"""

from __future__ import annotations

import hashlib
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Final, Literal

BUILDS: Final = "BROKERSYNC_COMPILED"
"""Environment variable: the folder that holds builds."""
ENGINE: Final = "BROKERSYNC_ENGINE"
"""Environment variable: "interpreted" runs the sources even when there is a build."""

LAYERS: Final = ("book", "risk", "engine")
INTERPRETED: Final = frozenset({"engine/state.py"})
"""Not compiled: it declares msgspec structs, whose keywords the compiler would drop."""

_PACKAGE: Final = Path(__file__).parent
_SUFFIX: Final = str(sysconfig.get_config_var("EXT_SUFFIX"))


def sources(package: Path = _PACKAGE) -> list[Path]:
    """The files that are compiled."""
    return [
        path
        for layer in LAYERS
        for path in sorted((package / layer).rglob("*.py"))
        if path.name != "__init__.py" and path.relative_to(package).as_posix() not in INTERPRETED
    ]


def digest(package: Path = _PACKAGE) -> str:
    """Name of the build of these sources for this Python.

    Constants of the model are part of the compiled code.
    """
    result = hashlib.sha256(_SUFFIX.encode())
    for path in [*sorted((package / "model").rglob("*.py")), *sources(package)]:
        result.update(f"\0{path.relative_to(package).as_posix()}\0".encode())
        result.update(path.read_bytes())
    return result.hexdigest()[:16]


def choose(environ: Mapping[str, str]) -> None:
    """Decide what the hot modules are imported from; to be called before any of them is."""
    if environ.get(ENGINE) == "interpreted":
        files = {_module(path.relative_to(_PACKAGE.parent)): path for path in sources()}
    elif environ.get(BUILDS):
        build = Path(environ[BUILDS]) / digest()
        files = {_module(path.relative_to(build)): path for path in build.rglob(f"*{_SUFFIX}")}
    else:
        return
    sys.meta_path.insert(0, _Files(files))


def engine() -> Literal["compiled", "interpreted"]:
    """What this process runs."""
    from .engine import engine as module

    return "interpreted" if str(module.__file__).endswith(".py") else "compiled"


class _Files(MetaPathFinder):
    """Finds the modules it was told the files of."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._files = files

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        file = self._files.get(fullname)
        return None if file is None else spec_from_file_location(fullname, file)


def _module(path: Path) -> str:
    return ".".join([*path.parts[:-1], path.name.partition(".")[0]])
