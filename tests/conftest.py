"""Fixtures for what crosses components: one whole stack for the session, on its own ports."""

from collections.abc import Iterator

import pytest

from tools import settings as settings_module
from tools.settings import Settings
from tools.testing.private_stack import private_stack


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The settings of the home that is tested with: where programs and templates are."""
    return settings_module.load()


@pytest.fixture(scope="session")
def stack(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """PostgreSQL, Odoo with the demo data and the sidecar, running: their addresses and files.

    Its parts are `tools.odoo.server.service(stack)` and `tools.sidecar.server.service(stack)`; a
    test that stops one starts it again with `tools.stack.start(stack, attached=True)`.
    """
    with private_stack(settings, tmp_path_factory.mktemp("stack")) as running:
        yield running
