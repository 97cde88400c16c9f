"""`brokersync bench`: set up, then hand over to tools/bench."""

from tools import installation, program, settings, stack, venvs
from tools.tasks import Task, run_all


def run(arguments: list[str]) -> int:
    # The tests' environment has the servers of the replicated journal, too.
    several_nodes = not {"ha", "all"}.isdisjoint(arguments)
    return handed_over("tools.bench", arguments, "test" if several_nodes else "sidecar")


def handed_over(module: str, arguments: list[str], environment: str = "sidecar") -> int:
    """Run a program that needs one environment only."""
    config = settings.load()
    tasks = installation.engine(config)
    if not venvs.is_current(config, environment):
        tasks.append(
            Task(
                f"Installing the {environment} environment",
                lambda: venvs.ensure(config, environment),
            )
        )
    if tasks:
        with stack.changing(config):
            run_all(tasks)
    return program.run(config, module, arguments, environment)
