"""Running Odoo's own command to its end: install modules, run a script in its shell."""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools import venvs
from tools.errors import Problem
from tools.odoo import config
from tools.run import run
from tools.settings import Settings

SCRIPTS = Path(__file__).parent / "scripts"


def install(settings: Settings, conf: Path, modules: list[str], log: Path) -> None:
    _run_modules(settings, conf, "--init", modules, log)


def update(settings: Settings, conf: Path, modules: list[str], log: Path) -> None:
    _run_modules(settings, conf, "--update", modules, log)


def _run_modules(
    settings: Settings, conf: Path, action: str, modules: list[str], log: Path
) -> None:
    names = ",".join(modules)
    options = ["--stop-after-init", "--no-http", "--skip-auto-install", "--max-cron-threads=0"]
    run(
        [venvs.python(settings, "odoo"), "-m", "odoo", "-c", conf, *options, action, names],
        env=config.environment(settings),
        log=log,
        what=f"odoo {action} {names}",
    )


def script(
    settings: Settings,
    conf: Path,
    name: str,
    log: Path,
    env: Mapping[str, str] | None = None,
) -> None:
    """Run scripts/<name>.py with `env`, Odoo's environment, at hand."""
    command: list[str | Path] = [
        venvs.python(settings, "odoo"),
        "-m",
        "odoo",
        "shell",
        "-c",
        conf,
        "--no-http",
    ]
    run(
        command,
        env=config.environment(settings) | dict(env or {}),
        stdin=(SCRIPTS / f"{name}.py").read_text(),
        log=log,
        what=f"the script {name} in Odoo",
    )


def ask(settings: Settings, name: str) -> dict[str, Any]:
    """Run scripts/<name>.py on the running database; the JSON object it wrote to RESULT_FILE."""
    if not settings.odoo_conf.exists():
        raise Problem("there is no database yet", "Run: ./brokersync up")
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.json"
        log = settings.logs / f"{name}.log"
        script(settings, settings.odoo_conf, name, log, {"RESULT_FILE": str(result)})
        answer: dict[str, Any] = json.loads(result.read_text())
        return answer
