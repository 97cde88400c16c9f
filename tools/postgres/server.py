"""The PostgreSQL in use, ours or a given one: start, connect, stop."""

from pathlib import Path

from tools.errors import Problem
from tools.postgres import cluster, sql
from tools.service import Service
from tools.settings import Settings

ODOO_ROLE = "brokersync"


def service(settings: Settings) -> Service | None:
    """Our own server; None when PostgreSQL is given."""
    if settings.external_postgres is not None:
        return None
    known = cluster.folder(settings) / "binaries"
    return cluster.service(settings, Path(known.read_text() if known.exists() else "/nonexistent"))


def start(settings: Settings, *, attached: bool) -> None:
    """Start our server unless it runs or another is given; then make Odoo's role."""
    own = service(settings)
    if own and own.pid() is None:
        cluster.forget_stale_lock(settings)
        own.start(attached=attached)
        own.wait(lambda: sql.answers(settings, admin_environment(settings)), cluster.READY_SECONDS)
    elif not own and not sql.answers(settings, admin_environment(settings)):
        raise Problem("the given PostgreSQL does not answer", "Check PGHOST, PGUSER, PGPASSWORD.")
    _ensure_role(settings)


def admin_environment(settings: Settings) -> dict[str, str]:
    """libpq variables that may create databases and extensions."""
    if settings.external_postgres is None:
        return cluster.environment(settings)
    return {"PGUSER": ODOO_ROLE, **settings.external_postgres}


def odoo_environment(settings: Settings) -> dict[str, str]:
    """libpq variables of the role that owns Odoo's databases; Odoo refuses `postgres`."""
    admin = admin_environment(settings)
    if settings.external_postgres is None or admin["PGUSER"] == "postgres":
        return admin | {"PGUSER": ODOO_ROLE}
    return admin


def _ensure_role(settings: Settings) -> None:
    admin, odoo = admin_environment(settings), odoo_environment(settings)
    if admin["PGUSER"] != odoo["PGUSER"]:
        sql.ensure_role(settings, admin, odoo["PGUSER"], odoo.get("PGPASSWORD", ""))
