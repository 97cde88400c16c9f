"""The whole stack: it runs, each part comes back after a kill, an update reaches the database."""

import os
import signal
import time
from dataclasses import replace

import pytest

from tools import http
from tools import stack as stacks
from tools.errors import Problem
from tools.odoo import database, modules
from tools.odoo import server as odoo
from tools.postgres import databases, server, sql
from tools.settings import Settings
from tools.sidecar import server as sidecar


def kill(pid: int | None) -> None:
    assert pid
    os.kill(pid, signal.SIGKILL)


def test_every_part_answers(stack: Settings) -> None:
    assert {part.name: part.state for part in stacks.status(stack)} == {
        "postgres": "running",
        "odoo": "running",
        "sidecar": "running",
    }


@pytest.mark.parametrize("part", [odoo, sidecar], ids=["odoo", "sidecar"])
def test_a_killed_part_comes_back_at_the_next_start(stack: Settings, part: object) -> None:
    service = part.service(stack)  # type: ignore[attr-defined]
    before = service.pid()
    kill(before)
    while service.pid():
        time.sleep(0.05)
    stacks.start(stack, attached=True)
    assert service.pid() not in (None, before)
    assert part.is_ready(stack)  # type: ignore[attr-defined]


def test_odoo_comes_back_when_it_restarts_itself(stack: Settings) -> None:
    """As it does when its memory or a request passes a limit."""
    service = odoo.service(stack)
    pid = service.pid()
    assert pid
    log = service.log.stat().st_size
    os.kill(pid, signal.SIGHUP)
    while b"Registry loaded" not in service.log.read_bytes()[log:]:
        assert service.pid() == pid, "Odoo ended"
        time.sleep(0.05)
    odoo.wait(stack)
    assert service.pid() == pid


def test_files_with_secrets_are_closed_to_others(stack: Settings) -> None:
    paths = [stack.odoo_conf, stack.secrets, *stack.secrets.iterdir()]
    assert all(path.stat().st_mode & 0o077 == 0 for path in paths)


def test_database_manager_is_closed(stack: Settings) -> None:
    status, body = http.get(f"{stack.odoo_url}/web/database/manager")
    assert status in (200, 404)
    assert "master" not in body.lower() or "disabled" in body.lower()


def test_unaccent_may_stand_in_an_index(stack: Settings) -> None:
    rows = sql.execute(
        stack,
        server.admin_environment(stack),
        "SELECT provolatile FROM pg_proc WHERE proname = 'unaccent' AND pronargs = 1",
        database=stack.database,
    )
    assert rows == [["i"]]


def test_odoo_role_is_no_superuser(stack: Settings) -> None:
    rows = sql.execute(
        stack,
        server.odoo_environment(stack),
        "SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user",
    )
    if stack.external_postgres is not None:
        pytest.skip("the role of a given PostgreSQL is not ours")
    assert rows == [[False, False]]


@pytest.mark.slow
def test_a_changed_addon_is_updated(stack: Settings) -> None:
    known = modules.recorded(stack)
    name = modules.names()[0]
    modules.record(stack, known | {name: "older"})
    assert database.changed_addons(stack) == [name]
    stacks.start(stack, attached=True)
    assert modules.recorded(stack) == known
    assert odoo.is_ready(stack)


def test_a_strangers_database_on_a_given_server_is_left_alone(stack: Settings) -> None:
    """A home that has lost its record does not drop what it finds under its name."""
    stranger = replace(
        stack,
        home=stack.home / "other",
        external_postgres=server.odoo_environment(stack),
    )
    with pytest.raises(Problem, match="did not make"):
        stacks.start(stranger, attached=True)
    assert databases.exists(stack, stack.database)
