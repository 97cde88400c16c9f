"""`brokersync replay`: set up, then hand over to tools/replay."""

from tools.commands.bench import handed_over


def run(arguments: list[str]) -> int:
    return handed_over("tools.replay", arguments)
