"""A backup brings an erased person back, `./brokersync privacy reapply` erases that person again."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tools import stack as stacks
from tools.bench.web_client import WebClient
from tools.commands.privacy import reapply
from tools.odoo import server as odoo
from tools.postgres import binaries, databases, server, sql
from tools.settings import Settings

NAME = "Restoria Backupsen"


def test_a_restored_person_is_erased_again(stack: Settings, tmp_path: Path) -> None:
    compliance, admin = (WebClient(stack, login) for login in ("compliance", "admin"))
    (firm,) = admin.call("brokersync.firm", "search", [[]], {"limit": 1})
    values = {"firm_id": firm, "code": "RESTORED-1", "name": NAME, "email": "r@backup.example"}
    (trader,) = admin.call("brokersync.trader", "create", [[values]])
    dump = tmp_path / "before.dump"
    postgres(stack, "pg_dump", "--format=custom", "--compress=0", f"--file={dump}", stack.database)

    erase(compliance, admin, trader)
    assert names(stack) == ["Person RESTORED-1"]
    assert reapply(stack) == []

    restore(stack, dump)
    assert names(stack) == [NAME]
    assert reapply(stack) == ["RESTORED-1"]
    assert names(stack) == ["Person RESTORED-1"]
    assert reapply(stack) == []


def erase(compliance: WebClient, admin: WebClient, trader: int) -> None:
    """One officer proposes, another one decides and says the password again."""
    asked = {"trader_id": trader, "kind": "erase", "verified_how": "Called the known number"}
    request = compliance.call("brokersync.privacy.request", "create", [[asked]])
    for client, step in (
        (compliance, "action_verify"),
        (compliance, "action_propose"),
        (admin, "action_erase"),
    ):
        window = client.call("brokersync.privacy.request", step, [request])
        if isinstance(window, dict) and window.get("res_model") == "res.users.identitycheck":
            said = {"context": {"password": client.login}}
            client.call("res.users.identitycheck", "run_check", [[window["res_id"]]], said)
        client.close()


def restore(stack: Settings, dump: Path) -> None:
    """As the guide says: stop Odoo, put the dump in the database's place, erase again, start."""
    odoo.service(stack).stop()
    databases.drop(stack, stack.database)
    databases.create(stack, stack.database)
    into = f"--dbname={stack.database}"
    postgres(stack, "pg_restore", "--exit-on-error", "--jobs=2", into, str(dump))
    stacks.start(stack, attached=True)


def postgres(stack: Settings, program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL as its administrator: whoever restores may make extensions."""
    installed = binaries.find()
    path = shutil.which(program, path=str(installed)) or shutil.which(program)
    if path is None:
        pytest.skip(f"this PostgreSQL came without {program}")
    environment = {**os.environ, **server.admin_environment(stack)}
    subprocess.run([path, *arguments], env=environment, check=True)


def names(stack: Settings) -> list[str]:
    rows = sql.execute(
        stack,
        server.odoo_environment(stack),
        "SELECT p.name FROM brokersync_trader t JOIN res_partner p ON p.id = t.partner_id "
        "WHERE t.code = 'RESTORED-1'",
        database=stack.database,
    )
    return [name for (name,) in rows]
