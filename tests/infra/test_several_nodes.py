"""docker-compose.ha.yml and what its containers read, checked without an engine."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from matching_sidecar.config import load
from matching_sidecar.relay.config import RelaySettings
from matching_sidecar.relay.config import load as load_relay
from tests.infra.test_containers import COMPOSE, REPO, validate_compose
from tools.lab.nats import program

HA = yaml.safe_load((REPO / "docker-compose.ha.yml").read_text())
SERVERS = ["nats://nats1:4222", "nats://nats2:4222", "nats://nats3:4222"]


def test_compose_file_follows_the_schema() -> None:
    answer = validate_compose(REPO / "docker-compose.ha.yml")
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize("name", HA["services"].keys() - COMPOSE["services"].keys())
def test_service_restarts_and_is_checked(name: str) -> None:
    service = HA["services"][name]
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]
    assert "ports" not in service, "nothing but the proxy is reachable"


def test_clients_and_odoo_come_by_the_relay() -> None:
    services = HA["services"]
    assert services["odoo"]["environment"]["BROKERSYNC_SIDECAR_URL"] == "http://relay:8200"
    assert services["proxy"]["environment"] == {"SIDECAR": "relay:8200", "SIDECAR_WS": "relay:8201"}


@pytest.mark.parametrize("name", ["sidecar", "sidecar2"])
def test_node_shares_the_journal(name: str) -> None:
    config = load(REPO / "config/sidecar.toml", HA["services"][name]["environment"])
    assert (config.sidecar.journal, config.nats.servers, config.nats.node) == (
        "nats",
        SERVERS,
        name,
    )
    assert config.nats.ws_url == f"ws://{name}:{config.sidecar.ws_port}/v1/ws"
    assert Path(config.nats.token_file).name in HA["services"][name]["secrets"]


def test_relay_reads_the_committed_configuration() -> None:
    config = load_relay(REPO / "config/relay.toml", HA["services"]["relay"]["environment"])
    assert (config.nats.servers, config.relay.port, config.relay.ws_port) == (SERVERS, 8200, 8201)
    text = (REPO / "config/relay.toml").read_text()
    for name in RelaySettings.__struct_fields__:
        assert re.search(rf"^{name} = ", text, re.MULTILINE), name


def test_servers_take_their_configuration() -> None:
    command = [program(), "-t", "--config", str(REPO / "config/nats.conf")]
    environment = {**os.environ, "NATS_NAME": "nats1", "NATS_TOKEN": "secret"}
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
