"""The home: ports, leftovers of a killed run, permissions of the secrets."""

from collections.abc import Iterator

from tools import ports, proc, stack
from tools.doctor.check import Check, State
from tools.postgres import cluster
from tools.settings import Settings

PORTS = {
    "BROKERSYNC_ODOO_PORT": "odoo_port",
    "BROKERSYNC_SIDECAR_PORT": "sidecar_port",
    "BROKERSYNC_SIDECAR_WS_PORT": "sidecar_ws_port",
}


def free_ports(settings: Settings) -> Iterator[Check]:
    ours = {pid for service in stack.services(settings) if (pid := service.pid())}
    for variable, attribute in PORTS.items():
        port = getattr(settings, attribute)
        holder = proc.listening_pid(port)
        if ports.is_free(settings.host, port) or (holder and holder in ours):
            yield Check(
                f"port {port}", State.OK, "in use by BrokerSync" if holder in ours else "free"
            )
        else:
            who = (
                f"process {holder}: {proc.command_line(holder)[:60]}" if holder else "another user"
            )
            yield Check(
                f"port {port}", State.BAD, f"taken by {who}", f"Stop it, or set {variable}."
            )


def leftovers(settings: Settings) -> Check:
    stale = [
        service.name
        for service in stack.services(settings)
        if service.pid_file.exists() and service.pid() is None
    ]
    if settings.external_postgres is None:
        lock = cluster.folder(settings) / "data" / "postmaster.pid"
        own = next(s for s in stack.services(settings) if s.name == "postgres")
        if lock.exists() and own.pid() is None:
            stale.append("database lock")
    if stale:
        finding = f"of a killed run: {', '.join(stale)}"
        return Check("leftovers", State.NOTE, finding, "The next start clears them.")
    return Check("leftovers", State.OK, "none")


def secrets(settings: Settings) -> Check:
    if not settings.secrets.exists():
        return Check("secrets", State.OK, "none made yet")
    open_to_others = [
        path.name
        for path in (settings.secrets, *settings.secrets.iterdir())
        if path.stat().st_mode & 0o077
    ]
    if open_to_others:
        mend = f"Run: chmod -R go= {settings.secrets}"
        return Check("secrets", State.BAD, f"others can read: {', '.join(open_to_others)}", mend)
    return Check("secrets", State.OK, "only this user can read them")
