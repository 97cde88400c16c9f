"""Configuration: files, environment, and what is said about wrong values."""

from __future__ import annotations

from pathlib import Path

import pytest

from matching_sidecar.config import ConfigError, load

GOOD = """
[sidecar]
data_dir = "/data"
token_public_key_file = "/key.pem"
[odoo]
database = "desk"
login = "sidecar"
api_key_file = "/key"
"""
SHARED = GOOD.replace("[sidecar]", '[sidecar]\njournal = "nats"') + "\n[nats]\n"


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "sidecar.toml"
    path.write_text(GOOD)
    return path


def test_defaults(file):
    config = load(file, {})
    assert config.sidecar.data_dir == Path("/data")
    assert (config.sidecar.shard, config.sidecar.durability) == ("main", "disk")
    assert (config.sidecar.port, config.sidecar.ws_port) == (8100, 8101)
    assert (config.odoo.protocol, config.odoo.enabled) == ("xmlrpc", True)


def test_environment_wins(file):
    config = load(
        file,
        {
            "BROKERSYNC_SIDECAR_SIDECAR_PORT": "9000",
            "BROKERSYNC_SIDECAR_SIDECAR_ALLOWED_ORIGINS": "https://a.example, https://b.example",
            "BROKERSYNC_SIDECAR_ODOO_ENABLED": "false",
            "BROKERSYNC_SIDECAR_ODOO_TIMEOUT": "2.5",
            "BROKERSYNC_SIDECAR_SIDECAR_DATA_DIR": "/other",
        },
    )
    assert config.sidecar.port == 9000
    assert config.sidecar.allowed_origins == ["https://a.example", "https://b.example"]
    assert not config.odoo.enabled
    assert config.odoo.timeout == 2.5
    assert config.sidecar.data_dir == Path("/other")


def test_shared_journal(file):
    file.write_text(SHARED + 'node = "n1"')
    names = {"BROKERSYNC_SIDECAR_NATS_SERVERS": "nats://a:4222, tls://b:4222"}
    config = load(file, names)
    assert (config.sidecar.journal, config.nats.node, config.nats.replicas) == ("nats", "n1", 3)
    assert config.nats.servers == ["nats://a:4222", "tls://b:4222"]


def test_environment_alone():
    names = {"DATA_DIR": "/data", "TOKEN_PUBLIC_KEY_FILE": "/key.pem"}
    environ = {f"BROKERSYNC_SIDECAR_SIDECAR_{name}": value for name, value in names.items()}
    environ["BROKERSYNC_SIDECAR_ODOO_ENABLED"] = "0"
    assert load(None, environ).sidecar.token_public_key_file == Path("/key.pem")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ('port = "8100"', "sidecar.port: Expected `int`, got `str`"),
        ("port = 70000", "sidecar.port: Expected `int` <= 65535"),
        ('durability = "hope"', "sidecar.durability: Invalid enum value 'hope'"),
        ("prot = 1", "sidecar: Object contains unknown field `prot`"),
        ('shard = "Main Shard"', "sidecar.shard: Expected `str` matching regex"),
        ('log_level = "chatty"', "sidecar.log_level: Invalid enum value 'chatty'"),
    ],
)
def test_wrong_value_is_named(file, change, said):
    file.write_text(GOOD.replace("[sidecar]", f"[sidecar]\n{change}"))
    with pytest.raises(ConfigError) as error:
        load(file, {})
    assert str(error.value).startswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[sidecar", "sidecar.toml: "),
        ("sidecar = 1", "[sidecar] must be a table"),
        ("[other]\na = 1", "Object contains unknown field `other`"),
        (
            GOOD.replace('data_dir = "/data"', ""),
            "sidecar: Object missing required field `data_dir`",
        ),
        (GOOD.replace('data_dir = "/data"', "data_dir = 7"), "sidecar.data_dir: Expected a path"),
        (GOOD.replace('database = "desk"', ""), "odoo.database is needed"),
        (GOOD + 'url = "ftp://odoo"', "odoo.url must begin with http:// or https://"),
        (SHARED + "servers = []", "nats.servers must name at least one server"),
        (SHARED + 'servers = ["10.0.0.1"]', "nats.servers must begin with nats:// or tls://"),
        (SHARED + "lease_ttl = 0", "nats.lease_ttl: Expected `int` >= 1"),
        (SHARED + 'node = "a b"', "nats.node: Expected `str` matching regex"),
        (SHARED + 'ws_url = "http://a"', "nats.ws_url must begin with ws:// or wss://"),
    ],
)
def test_wrong_file_is_explained(file, text, said):
    file.write_text(text)
    with pytest.raises(ConfigError) as error:
        load(file, {})
    assert said in str(error.value)


def test_login_is_for_xmlrpc_only(file):
    file.write_text(GOOD.replace('login = "sidecar"', 'protocol = "json2"'))
    assert load(file, {}).odoo.protocol == "json2"


def test_missing_file(tmp_path):
    with pytest.raises(ConfigError, match="No such file"):
        load(tmp_path / "none.toml", {})


def test_wrong_environment_is_named(file):
    with pytest.raises(ConfigError, match=r"BROKERSYNC_SIDECAR_SIDECAR_PORT: .*'http'"):
        load(file, {"BROKERSYNC_SIDECAR_SIDECAR_PORT": "http"})
