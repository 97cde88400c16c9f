"""The examples of docs/api/README.md work, in the order they are written."""

import re
import subprocess
from pathlib import Path

from tests.api.conftest import Users
from tools.settings import REPO, Settings

GUIDE = REPO / "docs" / "api" / "README.md"


def test_the_examples_of_the_guide(stack: Settings, users: Users, tmp_path: Path) -> None:
    examples = re.findall(r"^```sh\n(.*?)^```", GUIDE.read_text(), re.MULTILINE | re.DOTALL)
    assert len(examples) > 4
    answer = subprocess.run(
        ["bash", "-euo", "pipefail"],
        input="\n".join(examples),
        cwd=tmp_path,
        env={
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "BROKERSYNC_URL": stack.odoo_url,
            "BROKERSYNC_KEY": users["broker"],
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout[-3000:] + answer.stderr
    assert '"phone":"+47 21 55 01 99"' in answer.stdout
    assert '"notes":"Said hello."' in answer.stdout
