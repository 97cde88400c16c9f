"""Odoo as a service of this machine."""

import os

from tools import http, ports, venvs
from tools.odoo import config, database, package
from tools.service import Service
from tools.settings import Settings

READY_SECONDS = 120.0


def service(settings: Settings) -> Service:
    python = venvs.python(settings, "odoo")
    # Odoo restarts itself as `python`, which must be this one.
    path = f"{python.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return Service(
        name="odoo",
        command=[python, package.command(settings), "-c", settings.odoo_conf],
        folder=settings.home / "pids",
        log=settings.logs / "odoo.log",
        env=config.environment(settings) | {"PATH": path},
        grace=20.0,
    )


def start(settings: Settings, *, attached: bool) -> None:
    """Start it without waiting; `wait` waits."""
    ports.require_free(settings.host, settings.odoo_port, "BROKERSYNC_ODOO_PORT")
    database.write_config(settings)
    service(settings).start(attached=attached)


def wait(settings: Settings) -> None:
    service(settings).wait(lambda: is_ready(settings), READY_SECONDS)


def is_ready(settings: Settings) -> bool:
    return http.get(f"{settings.odoo_url}/web/health?db_server_status=1")[0] == 200
