"""The parts of `./brokersync test`."""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO

from matching_sidecar import compiled
from tools import ports, venvs
from tools.console import console
from tools.odoo import config as odoo_config
from tools.odoo import templates
from tools.postgres import databases
from tools.settings import REPO, Settings
from tools.sidecar import build
from tools.testing import static
from tools.testing.result import Result, read

Output = IO[str] | None  # where a run writes; None: where we do
COMPILED = ("test_compiled.py", "book", "engine", "tables", "differential", "golden")
COMPILED_TESTS = [f"matching_sidecar/tests/{name}" for name in COMPILED]
PLUGIN = "tools.testing.pytest_counts"
BASELINE = "docs/bench-baseline.json"
# The tests that cross components, in three groups: the browser's and whatever is not named here run side by side,
# each with a stack of its own; then those that starve, kill or measure have the machine to themselves.
BROWSER = ("tests/browser",)
ALONE = (
    "tests/faults",
    "tests/ha",
    "tests/session",
    "tests/test_bench_figures.py",
    "tests/test_bench_parts.py",
)


def run_static(settings: Settings, _options: Sequence[str]) -> Result:
    """Every check, two at a time; each counts as one test."""
    start = time.monotonic()
    with ThreadPoolExecutor(max_workers=2) as pool:
        checks = static.commands(settings).items()
        outcomes = list(pool.map(lambda check: _check(settings, *check), checks))
    return Result(
        "static", outcomes.count(True), outcomes.count(False), seconds=time.monotonic() - start
    )


def _check(settings: Settings, name: str, command: Sequence[str | Path]) -> bool:
    with console.step(name) as step:
        process = subprocess.run(
            command,
            cwd=REPO,
            env={**os.environ, **static.environment(settings)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        step.failed = process.returncode != 0
    if step.failed:
        print(f"--- {name} (exit code {process.returncode})\n{process.stdout}", flush=True)
    return not step.failed


def run_sidecar(settings: Settings, options: Sequence[str]) -> Result:
    """The sidecar's own tests, with the coverage gate of pyproject.toml; those of the layers that
    are compiled a second time with the compiled ones."""
    coverage = [] if options else ["--cov", "--cov-report=term"]

    def run(engine: Mapping[str, str], tests: Sequence[str]) -> Result:
        return _pytest(settings, "sidecar", "test", tests, engine)

    interpreted = partial(run, {compiled.ENGINE: "interpreted"})
    result = interpreted(["matching_sidecar/tests", *coverage, *options]).once_more(interpreted)
    if options or build.lacking():
        return result
    if not build.is_current(settings):
        return replace(result, broken=True)  # setup has said why
    as_built = partial(run, build.environment(settings))
    return result.plus(as_built(COMPILED_TESTS).once_more(as_built))


def run_addons(settings: Settings, options: Sequence[str]) -> Result:
    """The addons' tests inside Odoo: two halves side by side, each on its own copy of the template."""
    start = time.monotonic()
    files = [path.relative_to(REPO) for path in REPO.glob("addons/*/tests/test_*.py")]
    if not files:
        return Result("addons", skipped=1)
    halves = zip(ports.pick(2), _halves(files), strict=True)
    first, second = _side_by_side(
        partial(_addons_half, settings, *half, options) for half in halves
    )
    return replace(first.plus(second), part="addons", seconds=time.monotonic() - start)


def _side_by_side(runs: Iterable[Callable[[Output], Result]]) -> list[Result]:
    """Two runs at once: the first shows its progress, the second what it had to say when both are done."""
    with (
        tempfile.TemporaryFile("w+") as later,
        ThreadPoolExecutor(max_workers=2) as pool,
    ):
        results = list(pool.map(lambda run, output: run(output), runs, (None, later)))
        later.seek(0)
        print(later.read(), flush=True)
    return results


def _halves(files: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Two lists that take about as long, going by the size of the files."""
    halves: tuple[list[Path], list[Path]] = ([], [])
    weights = [0, 0]
    for path in sorted(files, key=lambda path: (-(REPO / path).stat().st_size, path)):
        lighter = weights.index(min(weights))
        halves[lighter].append(path)
        weights[lighter] += (REPO / path).stat().st_size
    return sorted(halves[0]), sorted(halves[1])


def _addons_half(
    settings: Settings,
    port: int,
    files: Sequence[Path],
    options: Sequence[str],
    output: Output,
) -> Result:
    database = f"{settings.database}_test_{os.getpid()}_{port}"
    template = templates.template_name(settings)
    with tempfile.TemporaryDirectory(prefix="brokersync-test-") as folder:
        data = Path(folder)
        databases.copy(settings, template, database)
        try:
            templates.copy_filestore(
                templates.filestore(templates.folder(settings, template), template),
                templates.filestore(data, database),
            )
            own_port = replace(settings, odoo_port=port)
            conf = odoo_config.write(own_port, database, data, data / "odoo.conf")

            def run(tests: Sequence[str]) -> Result:
                return _pytest(
                    settings,
                    "addons-2" if output else "addons-1",
                    "odoo",
                    ["-c", "addons/pytest.ini", "--odoo-http", *tests],
                    odoo_config.environment(settings) | {"ODOO_RC": str(conf)},
                    output,
                )

            return run([*map(str, files), *options]).once_more(run)
        finally:
            databases.drop(settings, database)


def run_e2e(settings: Settings, options: Sequence[str]) -> Result:
    """What crosses components: real stacks, browser, faults, infrastructure files."""
    start = time.monotonic()
    others = ["tests", *(f"--ignore={path}" for path in (*BROWSER, *ALONE))]
    first, second = _side_by_side(
        partial(_e2e_group, settings, name, [*paths, *options])
        for name, paths in (("e2e-browser", BROWSER), ("e2e-stack", others))
    )
    alone = _e2e_group(settings, "e2e-alone", [*ALONE, *options], None)
    result = (
        first.plus(second)
        .plus(alone)
        .once_more(lambda tests: _e2e_group(settings, "e2e-again", tests, None))
    )
    return replace(result, part="e2e", seconds=time.monotonic() - start)


def _e2e_group(settings: Settings, name: str, arguments: Sequence[str], output: Output) -> Result:
    home = {"BROKERSYNC_HOME": str(settings.home), **build.environment(settings)}
    return _pytest(settings, name, "test", arguments, home, output)


def run_speed(settings: Settings, options: Sequence[str]) -> Result:
    """A short benchmark against remembered figures: one that got twice as bad is a failure."""
    if options:
        return Result("speed")
    start = time.monotonic()
    process = subprocess.run(
        [venvs.python(settings, "test"), "-m", "tools.bench", "--compare", BASELINE],
        cwd=REPO,
        env={**os.environ, **build.environment(settings)},
        stdin=subprocess.DEVNULL,
        check=False,
    )
    failed = process.returncode != 0
    return Result("speed", int(not failed), int(failed), seconds=time.monotonic() - start)


def _pytest(
    settings: Settings,
    part: str,
    environment: str,
    arguments: Sequence[str],
    env: Mapping[str, str] | None = None,
    output: Output = None,
) -> Result:
    start = time.monotonic()
    counts = settings.logs / f"test-{part}.json"
    counts.unlink(missing_ok=True)
    process = subprocess.run(
        [venvs.python(settings, environment), "-m", "pytest", "-p", PLUGIN, *arguments],
        cwd=REPO,
        env={
            **os.environ,
            "BROKERSYNC_DATA": str(settings.data),
            "BROKERSYNC_TEST_COUNTS": str(counts),
            **(env or {}),
        },
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        check=False,
    )
    return read(part, counts, process.returncode, time.monotonic() - start)


NEED_DATABASE = {"addons", "e2e"}
PARTS = {
    "static": run_static,
    "sidecar": run_sidecar,
    "addons": run_addons,
    "e2e": run_e2e,
    "speed": run_speed,
}
