"""`brokersync bench`: set up, then hand over to tools/bench."""

from tools import installation, program, settings, stack, venvs
from tools.tasks import Task, run_all


def run(arguments: list[str]) -> int:
    return handed_over("tools.bench", arguments)


def handed_over(module: str, arguments: list[str]) -> int:
    """Run a program that needs the sidecar's environment only."""
    config = settings.load()
    tasks = installation.engine(config)
    if not venvs.is_current(config, "sidecar"):
        tasks.append(
            Task("Installing the sidecar environment", lambda: venvs.ensure(config, "sidecar"))
        )
    if tasks:
        with stack.changing(config):
            run_all(tasks)
    return program.run(config, module, arguments)
