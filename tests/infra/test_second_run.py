"""Failed tests run a second time: what passes then is said to be unsteady (docs/decisions/0015)."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tools.testing.result import FEW, Result, read

TESTS = """
from pathlib import Path
import pytest

def test_good():
    pass

def test_late():
    seen = Path(__file__).with_name("seen")
    if not seen.exists():
        seen.touch()
        raise AssertionError("not yet")

@pytest.mark.parametrize("n", range({always}))
def test_bad(n):
    raise AssertionError("never")
"""


@pytest.fixture
def run(tmp_path: Path):
    """Run tests as the parts do: a file whose first test passes, whose second passes the second time."""

    def run(tests: Sequence[str]) -> Result:
        counts = tmp_path / "counts.json"
        counts.unlink(missing_ok=True)
        process = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "tools.testing.pytest_counts", *tests],
            cwd=tmp_path,
            env={
                **os.environ,
                "PYTHONPATH": str(Path.cwd()),
                "BROKERSYNC_TEST_COUNTS": str(counts),
            },
            capture_output=True,
            check=False,
        )
        return read("e2e", counts, process.returncode, 1.0)

    def write(always: int) -> Result:
        (tmp_path / "test_it.py").write_text(TESTS.format(always=always))
        return run(["test_it.py"]).once_more(run)

    return write


def test_what_passes_the_second_time_is_unsteady(run):
    result = run(always=0)
    assert result.ok
    assert (result.passed, result.failed, result.failures) == (2, 0, {})
    assert list(result.unsteady) == ["test_it.py::test_late"]
    assert "not yet" in "\n".join(result.unsteady["test_it.py::test_late"])


def test_what_fails_twice_fails(run):
    result = run(always=1)
    assert not result.ok
    assert (result.passed, result.failed) == (1, 2)
    assert "never" in "\n".join(result.failures["test_it.py::test_bad[0]"])


def test_many_failures_are_not_repeated(run):
    result = run(always=FEW)
    assert (result.passed, result.failed, result.unsteady) == (1, FEW + 1, {})


def test_a_breakage_is_not_repeated():
    def never(tests: Sequence[str]) -> Result:
        raise AssertionError("run again")

    broken = Result("e2e", passed=1, failed=1, broken=True, failures={"test": ["line"]})
    assert broken.once_more(never) is broken
