"""The relay's configuration."""

import pytest

from matching_sidecar.config import ConfigError
from matching_sidecar.relay.config import load


def test_defaults_and_environment(tmp_path):
    file = tmp_path / "relay.toml"
    file.write_text('[relay]\nshard = "metals"\n[nats]\nservers = ["nats://a:4222"]\n')
    config = load(file, {"BROKERSYNC_RELAY_RELAY_PORT": "9200"})
    assert (config.relay.shard, config.relay.port, config.relay.ws_port) == ("metals", 9200, 8201)
    assert config.nats.servers == ["nats://a:4222"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[relay]\npatience = 0", "relay.patience: Expected `float` > 0"),
        ("[relay]\nprot = 1", "relay: Object contains unknown field `prot`"),
        ("[nats]\nservers = []", "nats.servers must name at least one server"),
    ],
)
def test_wrong_value_is_named(tmp_path, text, said):
    file = tmp_path / "relay.toml"
    file.write_text(text)
    with pytest.raises(ConfigError) as error:
        load(file, {})
    assert str(error.value).startswith(said)
