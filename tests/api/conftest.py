"""Users of the REST API of a running stack."""

from typing import Any

import pytest

from tools import stack as stacks
from tools.odoo import program
from tools.settings import Settings

Users = dict[str, Any]


@pytest.fixture(scope="session")
def users(stack: Settings) -> Users:
    """API keys of a broker and of a client with a firm of their own: nothing else can be reached or broken."""
    stacks.start(stack, attached=True)
    return program.ask(stack, "fuzz_users")
