"""`brokersync replay`: recorded order flow into a sidecar, or with `--until` a journal back to a moment."""

from __future__ import annotations

import sys

from tools.replay import recorded, time_machine


def main(arguments: list[str]) -> int:
    """Hand over to one of the two."""
    back = any(argument.partition("=")[0] == "--until" for argument in arguments)
    return time_machine.main(arguments) if back else recorded.main(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
