"""The parts together: PostgreSQL, Odoo, sidecar. Start them, see them, stop them."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tools import session_service
from tools.console import console
from tools.errors import Problem
from tools.odoo import database
from tools.odoo import server as odoo
from tools.postgres import server as postgres
from tools.service import Service
from tools.settings import Settings
from tools.sidecar import server as sidecar


@dataclass(frozen=True)
class Part:
    """One line of `status`."""

    name: str
    state: str
    pid: int | None
    address: str
    since: float | None


@contextmanager
def changing(settings: Settings) -> Iterator[None]:
    """Hold the home's lock: one command at a time installs, starts or stops."""
    settings.home.mkdir(parents=True, exist_ok=True)
    with (settings.home / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(
                f"another brokersync command is changing {settings.home}",
                "Wait for it to end, or choose another BROKERSYNC_HOME.",
            ) from None
        yield


def start(settings: Settings, *, attached: bool) -> None:
    """Start what does not run and wait until all of it answers. PostgreSQL runs already."""
    if not database.is_ours(settings):
        with console.step("Creating the database"):
            reset(settings)
            database.create(settings)
    elif database.changed_addons(settings):
        odoo.service(settings).stop()
        database.write_config(settings)
        with console.step("Updating the database: addons have changed"):
            database.update(settings)
    started = []
    for part in (odoo, sidecar):
        if part.service(settings).pid() and part.is_ready(settings):
            continue
        part.service(settings).stop()  # it hangs, or listens where the settings no longer say
        part.start(settings, attached=attached)
        started.append(part)
    for part in started:
        with console.step(f"Starting {part.service(settings).name}"):
            part.wait(settings)


def stop(settings: Settings) -> list[str]:
    """Stop every part that runs; names of those that did. The sidecar drains first."""
    return [service.name for service in services(settings) if service.stop()]


def services(settings: Settings) -> list[Service]:
    """Everything that may run, in the order of stopping."""
    return [session_service.service(settings), *parts(settings)]


def parts(settings: Settings) -> list[Service]:
    """What must run. A stack that borrows its database server leaves it alone."""
    own = postgres.service(settings) if settings.home == settings.install else None
    return [sidecar.service(settings), odoo.service(settings), *([own] if own else [])]


def status(settings: Settings) -> list[Part]:
    session = session_service.service(settings)
    found = [
        _part(postgres.service(settings), _postgres_address(settings), ready=None),
        _part(odoo.service(settings), settings.odoo_url, odoo.is_ready(settings)),
        _part(sidecar.service(settings), settings.sidecar_url, sidecar.is_ready(settings)),
    ]
    if session.pid():
        found.append(_part(session, "", ready=None))
    return found


def _part(service: Service | None, address: str, ready: bool | None) -> Part:
    if service is None:
        return Part("postgres", "given", None, address, None)
    pid = service.pid()
    state = "stopped" if pid is None else "not ready" if ready is False else "running"
    return Part(service.name, state, pid, address, service.since() if pid else None)


def _postgres_address(settings: Settings) -> str:
    connection = postgres.admin_environment(settings)
    return f"{connection['PGHOST']}:{connection.get('PGPORT', '5432')}"


def reset(settings: Settings) -> None:
    """Forget all trading: database, documents and journal."""
    for service in services(settings):
        if service.name != "postgres":
            service.stop()
    database.drop(settings)


def is_private(settings: Settings) -> bool:
    """Whether only this machine reaches the parts. The demo logins have well-known passwords."""
    return settings.host in ("127.0.0.1", "localhost", "::1")
