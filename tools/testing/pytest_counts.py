"""Pytest plugin (`-p tools.testing.pytest_counts`): write what pytest counted to a JSON file.

The file is named by BROKERSYNC_TEST_COUNTS. The numbers are those of pytest's closing line.
"""

import json
import os
from pathlib import Path
from typing import Any

GROUPS = {
    "passed": ("passed", "xfailed"),
    "failed": ("failed", "error", "xpassed"),
    "skipped": ("skipped",),
}


def pytest_terminal_summary(terminalreporter: Any) -> None:
    stats = terminalreporter.stats
    counts = {
        name: sum(len(stats.get(category, ())) for category in categories)
        for name, categories in GROUPS.items()
    }
    Path(os.environ["BROKERSYNC_TEST_COUNTS"]).write_text(json.dumps(counts))
