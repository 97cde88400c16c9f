"""Compiles the sidecar's hot layers when a package is built; all else is in pyproject.toml.

An editable installation leaves the sources as they are: ``./brokersync setup`` keeps its builds
outside them. Without a compiler the package is built all the same and runs interpreted.
"""

import sys
from pathlib import Path

from setuptools import Extension, setup

BUILDING = {"build_ext", "bdist_wheel"}
INLINE = ["-fvisibility=hidden", "-fno-semantic-interposition"]
"""Nothing outside calls the compiled functions by name: the compiler may join them."""


def extensions() -> list[Extension]:
    if not BUILDING.intersection(sys.argv):
        return []
    from mypyc.build import mypycify

    sys.path.insert(0, str(Path(__file__).parent))
    from matching_sidecar import compiled

    root = Path(__file__).parent
    paths = [str(path.relative_to(root)) for path in compiled.sources()]
    found = mypycify(paths, opt_level="3", debug_level="0", group_name="matching_sidecar")
    for extension in found:
        extension.optional = True
        extension.extra_compile_args += INLINE
    return found


setup(ext_modules=extensions())
