"""Everything a machine needs, installed once: programs, environments, template databases."""

import shutil
from collections.abc import Sequence
from functools import partial

from tools import apt, venvs
from tools.console import console
from tools.errors import Problem
from tools.odoo import data_keys, environment, package, templates
from tools.postgres import cluster, server
from tools.settings import Settings
from tools.sidecar import build
from tools.sidecar import server as sidecar
from tools.tasks import Task, run_all

FOR_TESTS = {"chromium": "chromium", "chromedriver": "chromium-driver", "curl": "curl"}
"""Programs that tests call, and Debian's packages of them."""


def ensure(settings: Settings, *, attached: bool, tests: bool = False) -> None:
    """Install what is missing and leave PostgreSQL running with the template ready."""
    settings.logs.mkdir(parents=True, exist_ok=True)
    run_all(_programs(settings))
    environment.link(settings)
    if not server_running(settings):
        with console.step("Starting PostgreSQL"):
            server.start(settings, attached=attached)
    sidecar.ensure_token_keys(settings)
    data_keys.ensure(settings)
    run_all(_databases(settings) + (_test_tools(settings) if tests else []))


def ensure_test_tools(settings: Settings) -> None:
    """Only what tests without Odoo need."""
    settings.logs.mkdir(parents=True, exist_ok=True)
    run_all([*_environments(settings, ("test", "lint")), *engine(settings)])


def is_installed(settings: Settings) -> bool:
    """Whether environments and templates are there (their state is checked when they are used)."""
    names = ("odoo", "sidecar")
    return all(venvs.is_current(settings, name) for name in names) and any(
        templates.folder(settings, "").glob("*_template_*/ready")
    )


def server_running(settings: Settings) -> bool:
    own = server.service(settings)
    return own is not None and own.pid() is not None


def _programs(settings: Settings) -> list[Task]:
    tasks = [*_environments(settings, ("odoo", "sidecar")), *engine(settings)]
    if not package.is_current(settings):
        tasks.append(Task("Installing Odoo 19", lambda: package.ensure(settings)))
    if settings.external_postgres is None and not cluster.is_prepared(settings):
        tasks.append(Task("Preparing PostgreSQL", lambda: _discard(cluster.prepare(settings))))
    return tasks


def _environments(settings: Settings, names: Sequence[str]) -> list[Task]:
    return [
        Task(f"Installing the {name} environment", partial(venvs.ensure, settings, name))
        for name in names
        if not venvs.is_current(settings, name)
    ]


def engine(settings: Settings) -> list[Task]:
    """Compiling the engine, when its sources changed since."""
    if build.is_current(settings):
        return []
    return [Task("Compiling the engine", partial(build.ensure, settings))]


def _databases(settings: Settings) -> list[Task]:
    base, template = "Building the base database", "Building the template database"
    if templates.is_ready(settings, templates.template_name(settings)):
        return []
    tasks = []
    if not templates.is_ready(settings, templates.base_name(settings)):
        tasks.append(Task(base, lambda: _discard(templates.ensure_base(settings))))
    needs = [task.name for task in tasks]
    return [*tasks, Task(template, lambda: _discard(templates.ensure_template(settings)), needs)]


def _discard(_value: object) -> None:
    """A task gives nothing back."""


def _test_tools(settings: Settings) -> list[Task]:
    tasks = _environments(settings, ("test", "lint"))
    if not all(map(shutil.which, FOR_TESTS)):
        tasks.append(Task("Installing Chromium", partial(_programs_of_tests, settings)))
    return tasks


def _programs_of_tests(settings: Settings) -> None:
    """Without them some tests fail: no reason to run none at all."""
    try:
        apt.ensure(settings, list(FOR_TESTS.values()), "testing screens and guides")
    except Problem as problem:
        console.note(str(problem))
