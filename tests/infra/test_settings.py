"""Settings from the environment."""

from pathlib import Path

import pytest

from tools.errors import Problem
from tools.settings import REPO, load


def test_defaults() -> None:
    settings = load({})
    assert settings.home == REPO / ".run"
    assert settings.odoo_url == "http://127.0.0.1:8069"
    assert settings.sidecar_ws_url == "ws://127.0.0.1:8101/v1/ws"
    assert settings.external_postgres is None


def test_home_and_ports_from_the_environment() -> None:
    settings = load({"BROKERSYNC_HOME": "/srv/desk", "BROKERSYNC_ODOO_PORT": "9000"})
    assert settings.logs == Path("/srv/desk/logs")
    assert settings.odoo_url == "http://127.0.0.1:9000"


def test_open_to_the_network_is_reached_locally() -> None:
    assert load({"BROKERSYNC_HOST": "0.0.0.0"}).sidecar_url == "http://127.0.0.1:8100"  # noqa: S104


def test_database_url_becomes_libpq_variables() -> None:
    settings = load({"DATABASE_URL": "postgresql://desk:p%40ss@db.internal/ignored"})
    assert settings.external_postgres == {
        "PGHOST": "db.internal",
        "PGPORT": "5432",
        "PGUSER": "desk",
        "PGPASSWORD": "p@ss",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BROKERSYNC_ODOO_PORT", "0"),
        ("BROKERSYNC_SIDECAR_PORT", "65536"),
        ("BROKERSYNC_SIDECAR_WS_PORT", "http"),
        ("BROKERSYNC_DURABILITY", "eventual"),
        ("DATABASE_URL", "mysql://host"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(Problem, match=name):
        load({name: value})
