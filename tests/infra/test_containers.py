"""docker-compose.yml and the Dockerfiles, checked without an engine."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from matching_sidecar.config import NatsConfig, OdooConfig, SidecarConfig, load

REPO = Path(__file__).parents[2]
PROGRAMS = Path(sys.executable).parent
DOCKERFILES = ["matching_sidecar/Dockerfile", "config/odoo/Dockerfile"]
COMPOSE = yaml.safe_load((REPO / "docker-compose.yml").read_text())


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=False)


def validate_compose(path: Path) -> subprocess.CompletedProcess[str]:
    program = PROGRAMS / "check-jsonschema"
    return run(program, "--builtin-schema", "vendor.compose-spec", path)


def test_compose_file_follows_the_schema() -> None:
    answer = validate_compose(REPO / "docker-compose.yml")
    assert answer.returncode == 0, answer.stdout


def test_compose_schema_refuses_a_misspelt_key(tmp_path: Path) -> None:
    wrong = tmp_path / "compose.yml"
    wrong.write_text(
        (REPO / "docker-compose.yml").read_text().replace("healthcheck:", "healtcheck:")
    )
    assert validate_compose(wrong).returncode != 0


@pytest.mark.parametrize("dockerfile", DOCKERFILES)
def test_dockerfile_is_clean(dockerfile: str) -> None:
    answer = run(PROGRAMS / "hadolint", "--failure-threshold", "warning", dockerfile)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize("dockerfile", DOCKERFILES)
def test_dockerfile_copies_what_exists_and_drops_root(dockerfile: str) -> None:
    text = (REPO / dockerfile).read_text()
    sources = re.findall(r"^COPY (\S+) ", text, re.MULTILINE)
    assert sources
    assert all((REPO / source).exists() for source in sources)
    assert re.findall(r"^USER (\S+)", text, re.MULTILINE)[-1] not in ("root", "0")


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_service_restarts_and_is_checked(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["restart"] == "unless-stopped"
    built = "build" in service and "HEALTHCHECK" in dockerfile_of(service)
    assert built or "healthcheck" in service


def dockerfile_of(service: dict[str, dict[str, str]]) -> str:
    return (REPO / service["build"]["dockerfile"]).read_text()


def test_only_the_proxy_is_reachable() -> None:
    open_ports = {name for name, service in COMPOSE["services"].items() if "ports" in service}
    assert open_ports == {"proxy"}
    assert COMPOSE["networks"]["data"] == {"internal": True}


def test_no_secret_stands_in_the_environment() -> None:
    for service in COMPOSE["services"].values():
        for name, value in service["environment"].items():
            if re.search("PASSWORD|KEY", name):
                assert str(value).startswith("/run/secrets/"), name


def test_sidecar_reads_the_committed_configuration() -> None:
    """The file has every key, and its values are the ones the containers rely on."""
    config = load(REPO / "config/sidecar.toml", {})
    text = (REPO / "config/sidecar.toml").read_text()
    for name in (
        *SidecarConfig.__struct_fields__,
        *OdooConfig.__struct_fields__,
        *NatsConfig.__struct_fields__,
    ):
        assert re.search(rf"^{name} = ", text, re.MULTILINE), name
    secrets = COMPOSE["services"]["sidecar"]["secrets"]
    assert Path(config.odoo.api_key_file).name in secrets
    assert config.sidecar.token_public_key_file.name in secrets


def test_git_ignores_the_secrets() -> None:
    if not shutil.which("git"):
        pytest.skip("git is not on this machine")
    assert run("git", "check-ignore", "secrets/token_key").returncode == 0
