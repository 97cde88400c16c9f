"""Statements for PostgreSQL, run by Odoo's own driver in Odoo's environment."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

from tools import venvs
from tools.errors import Problem
from tools.settings import REPO, Settings

Rows = list[list[Any]]


def execute(
    settings: Settings,
    connection: Mapping[str, str],
    *statements: str,
    database: str = "postgres",
) -> Rows:
    """Run statements one by one, each committed; rows of the last one.

    Raises Problem with the server's words.
    """
    answer = _ask(settings, connection, database, statements)
    if "error" in answer:
        raise Problem(
            f"PostgreSQL: {answer['error'].strip()}", f"The statements: {'; '.join(statements)}"
        )
    rows: Rows = answer["rows"]
    return rows


def answers(settings: Settings, connection: Mapping[str, str]) -> bool:
    return "error" not in _ask(settings, connection, "postgres", ["SELECT 1"])


def ensure_role(settings: Settings, admin: Mapping[str, str], role: str, password: str) -> None:
    if not execute(settings, admin, f"SELECT 1 FROM pg_roles WHERE rolname = {literal(role)}"):
        secret = f" PASSWORD {literal(password)}" if password else ""
        execute(settings, admin, f"CREATE ROLE {identifier(role)} LOGIN{secret}")


def identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _ask(
    settings: Settings,
    connection: Mapping[str, str],
    database: str,
    statements: Sequence[str],
) -> dict[str, Any]:
    process = subprocess.run(
        [venvs.python(settings, "odoo"), "tools/postgres/driver.py"],
        input=json.dumps({"database": database, "statements": statements}),
        capture_output=True,
        text=True,
        cwd=REPO,
        env={**os.environ, **connection},
        check=False,
    )
    if process.returncode:
        raise Problem(f"the PostgreSQL driver failed\n{process.stderr}", "Run: ./brokersync setup")
    answer: dict[str, Any] = json.loads(process.stdout)
    return answer
