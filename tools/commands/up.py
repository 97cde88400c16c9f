"""`brokersync up`: start everything; serve until Ctrl-C, or leave it running."""

import argparse
import signal
import time

from tools import installation, settings, stack
from tools.console import console, table
from tools.settings import Settings

LOGINS = [
    ("broker", "the desk: dashboard, messages, onboarding, order book"),
    ("client", "the portal: market, orders, messages, help desk"),
    ("applicant", "a new client filling in the application"),
    ("compliance", "documents to review, screening, cases, audit log"),
    ("admin", "settings and everything else"),
]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--detach", action="store_true", help="leave it running in the background")


def run(arguments: argparse.Namespace) -> int:
    config = settings.load()
    try:
        start(config, attached=not arguments.detach)
    except BaseException:
        stack.stop(config)
        raise
    console.note(addresses(config))
    if arguments.detach:
        console.note("Stop it with: ./brokersync down")
        return 0
    serve(config)
    return 0


def start(config: Settings, *, attached: bool) -> None:
    """Install what is missing and start what does not run."""
    with stack.changing(config):
        installation.ensure(config, attached=attached)
        stack.start(config, attached=attached)
    if not stack.is_private(config):
        console.note(
            f"WARNING: {config.host} is open to the network and the demo passwords are known."
        )


def addresses(config: Settings) -> str:
    """Where to look, as whom."""
    rows = [
        ("BrokerSync in the browser", config.odoo_url),
        ("Sidecar REST", f"{config.sidecar_url}/v1"),
        ("Sidecar WebSocket", config.sidecar_ws_url),
        *((f"Log in as {login}", what) for login, what in LOGINS),
        ("Password", "the same word as the login (demo data)"),
    ]
    return table(rows)


def serve(config: Settings, seconds: float | None = None) -> None:
    """Wait for Ctrl-C (or so many seconds, or the end of a part), then stop everything."""
    console.note("Serving. Ctrl-C stops everything.")
    try:
        _wait(config, seconds)
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C shall not leave half behind
        with console.step("Stopping"):
            stack.stop(config)


def _wait(config: Settings, seconds: float | None) -> None:
    deadline = None if seconds is None else time.monotonic() + seconds
    while deadline is None or time.monotonic() < deadline:
        for service in stack.parts(config):
            if service.pid() is None:
                console.note(f"{service.name} has ended by itself. Log: {service.log}")
                return
        time.sleep(1.0)
