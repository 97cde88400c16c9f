"""Schemathesis asks the running REST API what its own document allows, and what it forbids."""

import subprocess
from pathlib import Path

import pytest

from tests.api.conftest import Users
from tools import venvs
from tools.settings import Settings

# What is valid by the schema may still be refused by a rule no schema can tell: a code that is taken, a version that
# is not the current one, an outcome that is not configured.
EXCLUDED = "positive_data_acceptance"


@pytest.mark.timeout(900)  # some 1,000 requests: half a minute, on a machine that does nothing else
@pytest.mark.parametrize(("who", "phases"), [("broker", "coverage,fuzzing"), ("client", "fuzzing")])
def test_the_api_keeps_to_its_document(
    stack: Settings, users: Users, who: str, phases: str, tmp_path: Path
) -> None:
    command = [
        venvs.folder(stack, "test") / "bin" / "schemathesis",
        "run",
        f"{stack.odoo_url}/api/v1/openapi.json",
        "--header",
        f"Authorization: Bearer {users[who]}",
        f"--phases={phases}",
        "--max-examples=1",
        "--generation-deterministic",
        "--request-timeout=60",  # 10 are too few on a machine that does much else
        "--suppress-health-check=too_slow",
        f"--exclude-checks={EXCLUDED}",
        "--no-color",
    ]
    answer = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=840, check=False
    )
    assert answer.returncode == 0, answer.stdout[-6000:]
