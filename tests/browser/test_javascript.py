"""The screens' logic that needs no browser: its own tests, run by Node."""

import shutil
import subprocess

import pytest

from tools.settings import REPO

UNIT_TESTS = sorted(REPO.glob("addons/*/static/tests/unit/*.test.js"))


@pytest.mark.skipif(not shutil.which("node"), reason="no node on this machine (18 or later)")
def test_unit_tests_pass():
    assert UNIT_TESTS
    run = subprocess.run(
        ["node", "--test", *UNIT_TESTS], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout
