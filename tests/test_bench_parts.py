"""Every part of the benchmark gives its figures: on a thousandth of the work, so that nothing is said about speed."""

import json
import subprocess
import sys

import pytest

from tools.bench.parts import LONGER, PARTS

SCALE = "0.001"
ELSEWHERE = {
    "crm",  # starts a stack of its own and fills it for a minute; tests/infra tests what fills it
    "odoo",  # starts a stack of its own; what it measures is tested in tests/seam
    "screening",  # reads the official lists in Odoo's environment: tested in brokersync_crm
    "peers",  # installs other people's packages
    "ha",  # kills nodes for minutes; tests/faults does, too
    "rate",  # these take tens of seconds at any scale
    "overload",
    "soak",
}


@pytest.mark.parametrize("part", sorted((PARTS | LONGER).keys() - ELSEWHERE))
def test_a_part_gives_figures(part):
    command = [sys.executable, "-m", "tools.bench", part, "--json", "--scale", SCALE]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=200)
    assert run.returncode == 0, run.stderr
    figures = [json.loads(line) for line in run.stdout.splitlines()]
    assert figures
    for figure in figures:
        assert figure["value"] is not None, figure["note"]
    assert "Traceback" not in run.stderr


def test_an_unknown_part_is_a_clear_message():
    run = subprocess.run(
        [sys.executable, "-m", "tools.bench", "speed"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert "unknown part 'speed'; there are: disk, engine" in run.stderr
