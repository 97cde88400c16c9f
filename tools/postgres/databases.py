"""Databases: exist, create, copy, drop."""

from tools.errors import Problem
from tools.postgres import server, sql
from tools.settings import Settings

# Odoo's search asks for these; `unaccent` may stand in an index only when it is immutable.
EXTENSIONS = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE EXTENSION IF NOT EXISTS unaccent",
    "ALTER FUNCTION unaccent(text) IMMUTABLE",
)


def exists(settings: Settings, name: str) -> bool:
    question = f"SELECT 1 FROM pg_database WHERE datname = {sql.literal(name)}"
    return bool(sql.execute(settings, server.admin_environment(settings), question))


def create(settings: Settings, name: str) -> None:
    """An empty database with the extensions Odoo uses."""
    admin = server.admin_environment(settings)
    owner = server.odoo_environment(settings)["PGUSER"]
    sql.execute(
        settings,
        admin,
        f"CREATE DATABASE {sql.identifier(name)} OWNER {sql.identifier(owner)} "
        "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C'",
    )
    for statement in EXTENSIONS:
        try:
            sql.execute(settings, admin, statement, database=name)
        except Problem:
            if settings.external_postgres is None:
                raise
            return  # a given server may not allow it: Odoo then searches without these


def copy(settings: Settings, source: str, target: str) -> None:
    """`target` becomes a copy of `source`. Sessions in `source` are ended first."""
    owner = server.odoo_environment(settings)["PGUSER"]
    end_sessions(settings, source)
    sql.execute(
        settings,
        server.admin_environment(settings),
        f"CREATE DATABASE {sql.identifier(target)} TEMPLATE {sql.identifier(source)} "
        f"OWNER {sql.identifier(owner)}",
    )


def end_sessions(settings: Settings, name: str) -> None:
    sql.execute(
        settings,
        server.admin_environment(settings),
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {sql.literal(name)}",
    )


def drop(settings: Settings, name: str) -> None:
    sql.execute(
        settings,
        server.admin_environment(settings),
        f"DROP DATABASE IF EXISTS {sql.identifier(name)} WITH (FORCE)",
    )


def set_parameter(settings: Settings, name: str, key: str, value: str) -> None:
    """Write one of Odoo's system parameters; Odoo reads it when it starts."""
    sql.execute(
        settings,
        server.odoo_environment(settings),
        f"UPDATE ir_config_parameter SET value = {sql.literal(value)} WHERE key = {sql.literal(key)}",
        database=name,
    )
