"""The sidecar as a service of this machine."""

from tools import http, ports, secret_files, venvs
from tools.run import run
from tools.service import Service
from tools.settings import Settings
from tools.sidecar import build, config

READY_SECONDS = 60.0


def service(settings: Settings) -> Service:
    return Service(
        name="sidecar",
        command=[
            venvs.python(settings, "sidecar"),
            "-m",
            "matching_sidecar",
            "--config",
            settings.sidecar_toml,
        ],
        folder=settings.home / "pids",
        log=settings.logs / "sidecar.log",
        env=build.environment(settings),
    )


def start(settings: Settings, *, attached: bool) -> None:
    """Start it without waiting; `wait` waits."""
    ports.require_free(settings.host, settings.sidecar_port, "BROKERSYNC_SIDECAR_PORT")
    ports.require_free(settings.host, settings.sidecar_ws_port, "BROKERSYNC_SIDECAR_WS_PORT")
    config.write(settings)
    settings.sidecar_data.mkdir(parents=True, exist_ok=True, mode=0o700)
    service(settings).start(attached=attached)


def wait(settings: Settings) -> None:
    service(settings).wait(lambda: is_ready(settings), READY_SECONDS)


def is_ready(settings: Settings) -> bool:
    return http.get(f"{settings.sidecar_url}/ready")[0] == 200


def ensure_token_keys(settings: Settings) -> None:
    """The key pair with which Odoo signs and the sidecar verifies, made once per home."""
    private, public = secret_files.token_key(settings), secret_files.token_public_key(settings)
    if private.exists() and public.exists():
        return
    secret_files.folder(settings)
    script = "tools/sidecar/token_keys.py"
    run(
        [venvs.python(settings, "sidecar"), script, private, public],
        log=settings.logs / "setup.log",
        what="making the token keys",
    )
