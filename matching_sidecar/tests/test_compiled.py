"""The two forms of the hot layers: which one runs, and that both do the same."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from matching_sidecar import compiled

PACKAGE = Path(compiled.__file__).parent
SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")
BUILDS = os.environ.get(compiled.BUILDS, "")
FORCED = os.environ.get(compiled.ENGINE) == "interpreted"

WHAT_RUNS = "from matching_sidecar import compiled; print(compiled.engine())"
FLOW = """
import hashlib
import msgspec
from matching_sidecar import compiled
from matching_sidecar.engine import state
from matching_sidecar.engine.engine import Engine
from matching_sidecar.model.commands import UpdateReference
from tools.bench.workload import commands, reference

engine, events, answers = Engine(), [], []
engine.apply(UpdateReference(0, reference()), events)
for command in commands(20_000):
    answers.append(engine.apply(command, events))
told = hashlib.sha256(msgspec.msgpack.encode([events, answers])).hexdigest()
print(compiled.engine(), len(events), told, state.digest(engine))
"""


def run(program: str, folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if k not in (compiled.BUILDS, compiled.ENGINE)}
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env={**clean, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def checkout(tmp_path) -> Path:
    """A copy of the sources with a build that cannot be loaded: whoever uses it fails."""
    target = tmp_path / "matching_sidecar"
    shutil.copytree(PACKAGE, target, ignore=shutil.ignore_patterns("tests", "__pycache__"))
    broken = tmp_path / "builds" / compiled.digest(target) / f"matching_sidecar/book/order{SUFFIX}"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b"not a program")
    return tmp_path


def test_a_build_of_the_same_sources_is_used(checkout):
    result = run(WHAT_RUNS, checkout, BROKERSYNC_COMPILED=str(checkout / "builds"))
    assert "ImportError" in result.stderr


@pytest.mark.parametrize("file", ["book/order.py", "model/enums.py"])
def test_a_stale_build_is_not_used(checkout, file):
    with (checkout / "matching_sidecar" / file).open("a") as source:
        source.write("\n# changed\n")
    result = run(WHAT_RUNS, checkout, BROKERSYNC_COMPILED=str(checkout / "builds"))
    assert (result.stdout, result.stderr) == ("interpreted\n", "")


def test_other_modules_do_not_need_a_new_build(checkout):
    before = compiled.digest(checkout / "matching_sidecar")
    (checkout / "matching_sidecar" / "gateway" / "hub.py").write_text("")
    assert compiled.digest(checkout / "matching_sidecar") == before


def test_interpreted_can_be_asked_for(checkout):
    builds = str(checkout / "builds")
    result = run(WHAT_RUNS, checkout, BROKERSYNC_COMPILED=builds, BROKERSYNC_ENGINE="interpreted")
    assert (result.stdout, result.stderr) == ("interpreted\n", "")


@pytest.mark.skipif(not BUILDS or FORCED, reason="this run is of the interpreted engine")
def test_this_run_is_of_the_compiled_engine():
    assert compiled.engine() == "compiled"


@pytest.mark.skipif(
    not (Path(BUILDS or "/nowhere") / compiled.digest()).exists(), reason="the engine is not built"
)
def test_both_tell_the_same_and_end_in_the_same_state():
    root = PACKAGE.parent
    fast = run(FLOW, root, BROKERSYNC_COMPILED=BUILDS)
    slow = run(FLOW, root, BROKERSYNC_ENGINE="interpreted")
    assert fast.stderr == slow.stderr == ""
    assert fast.stdout.split()[0] == "compiled"
    assert fast.stdout.split()[1:] == slow.stdout.split()[1:]
