"""One record of every model for firm B, for the tests that look whether firm A's people can reach it.

Each module here stands for one subject and has `create(case)`, where `case` is a `BrokersyncCommon`.
"""

import pkgutil
from importlib import import_module


def create_all(case):
    """Let every module of this package make its records."""
    for module in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{module.name}").create(case)
