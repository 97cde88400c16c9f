"""Pytest plugin (`-p tools.testing.pytest_counts`): write what pytest found to a JSON file.

The file is named by BROKERSYNC_TEST_COUNTS: the numbers of pytest's closing line, and for each test that failed, under
its name as it can be given to pytest, the end of what pytest says of it.
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
LINES = 40  # of a failure


def pytest_terminal_summary(terminalreporter: Any, config: Any) -> None:
    stats = terminalreporter.stats
    counts = {
        name: sum(len(stats.get(category, ())) for category in categories)
        for name, categories in GROUPS.items()
    }
    failures = {
        config.cwd_relative_nodeid(report.nodeid): report.longreprtext.splitlines()[-LINES:]
        for category in GROUPS["failed"]
        for report in stats.get(category, ())
    }
    found = {**counts, "failures": failures}
    Path(os.environ["BROKERSYNC_TEST_COUNTS"]).write_text(json.dumps(found))
