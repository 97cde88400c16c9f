"""Liveness, readiness and health tell the truth while the sidecar or the database is really away."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from tests.seam.books import wait
from tools import http
from tools import stack as stacks
from tools.postgres import databases, server, sql
from tools.settings import Settings
from tools.sidecar import server as sidecar


def ask(stack: Settings, path: str) -> tuple[int, dict[str, object]]:
    status, body = http.get(f"{stack.odoo_url}{path}", seconds=60)
    return status, json.loads(body)


@contextmanager
def database_away(stack: Settings) -> Iterator[None]:
    """Nobody gets in, and who is in is thrown out."""
    admin, name = server.admin_environment(stack), sql.identifier(stack.database)
    sql.execute(stack, admin, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    databases.end_sessions(stack, stack.database)
    try:
        yield
    finally:
        sql.execute(stack, admin, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def test_without_the_sidecar(stack: Settings) -> None:
    stacks.start(stack, attached=True)
    wait(lambda: ask(stack, "/ready") == (200, {"ready": True}), 60)
    sidecar.service(stack).stop()
    try:
        assert ask(stack, "/ready") == (503, {"ready": False})
        assert ask(stack, "/health") == (200, {"status": "warn"})
        assert ask(stack, "/live") == (200, {"live": True})
    finally:
        stacks.start(stack, attached=True)
    wait(lambda: ask(stack, "/ready") == (200, {"ready": True}), 60)
    assert ask(stack, "/health") == (200, {"status": "pass"})


def test_without_the_database(stack: Settings) -> None:
    with database_away(stack):
        assert ask(stack, "/ready") == (503, {"ready": False})
        assert ask(stack, "/health") == (503, {"status": "fail"})
        assert ask(stack, "/live") == (200, {"live": True})
    wait(lambda: ask(stack, "/ready") == (200, {"ready": True}), 60)
