"""Our own PostgreSQL server: no TCP port, a Unix socket in a folder only its user can enter.

PostgreSQL refuses to run as root, so root runs it as a system user. That user must reach the
files: a home below a closed folder (/root) puts them in /var/lib/brokersync instead.
"""

import os
import pwd
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import proc, stamps
from tools.errors import Problem
from tools.postgres import binaries
from tools.run import run
from tools.service import Service
from tools.settings import Settings

ADMIN = "brokersync_admin"
ELSEWHERE = Path("/var/lib/brokersync")
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 107  # bytes of a Unix socket address on Linux
READY_SECONDS = 60.0
# Rights are by the folder of the socket; nothing listens on the network.
OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
}


def run_as(settings: Settings) -> str:
    """The user the server runs as; "" for this one."""
    if os.geteuid() != 0:
        return ""
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise Problem(
        "PostgreSQL does not run as root and there is no user 'nobody'",
        "Create one: useradd --system nobody",
    )


def folder(settings: Settings) -> Path:
    """Where the server's files live."""
    user = run_as(settings)
    if not user or _can_enter(settings.install, user):
        return settings.install / "postgres"
    return ELSEWHERE / stamps.digest(str(settings.install)) / "postgres"


def _can_enter(path: Path, user: str) -> bool:
    account = pwd.getpwnam(user)
    for parent in [path, *path.parents]:
        if not parent.exists():
            continue
        status = parent.stat()
        shift = (
            6 if status.st_uid == account.pw_uid else 3 if status.st_gid == account.pw_gid else 0
        )
        if not status.st_mode >> shift & 1:
            return False
    return True


def socket_folder(settings: Settings) -> Path:
    """The folder with the socket: beside the data unless the kernel finds that path too long."""
    near = folder(settings) / "socket"
    if len(os.fsencode(near / SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
        return near
    return Path(tempfile.gettempdir()) / f"brokersync-{stamps.digest(str(near))}"


def environment(settings: Settings) -> dict[str, str]:
    """libpq variables of the administrator."""
    return {"PGHOST": str(socket_folder(settings)), "PGPORT": "5432", "PGUSER": ADMIN}


def service(settings: Settings, programs: Path) -> Service:
    options = OPTIONS | {"unix_socket_directories": str(socket_folder(settings))}
    command: list[str | Path] = [programs / "postgres", "-D", folder(settings) / "data"]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    return Service(
        name="postgres",
        command=command,
        folder=settings.install / "pids",
        log=settings.install / "logs" / "postgres.log",
        user=run_as(settings),
        stop_signal=signal.SIGINT,  # fast shutdown: roll back, flush, leave
    )


def is_prepared(settings: Settings) -> bool:
    base = folder(settings)
    return (base / "initialised").exists() and socket_folder(settings).is_dir()


def prepare(settings: Settings) -> Path:
    """Binaries and an initialised data folder. Returns the `bin` folder."""
    base = folder(settings)
    user = run_as(settings)
    with _reachable(base, user):
        programs = _chosen_binaries(settings, base)
    for name in (base / "data", socket_folder(settings)):
        _make_private(name, user)
    if not (base / "initialised").exists():
        _initialise(settings, base, programs, user)
    return programs


@contextmanager
def _reachable(base: Path, user: str) -> Iterator[None]:
    """Make the folder. Whoever runs the server can read what is made in it meanwhile, whatever our umask is."""
    before = os.umask(0o022) if user else None
    try:
        base.mkdir(parents=True, exist_ok=True)
        for made in (base, *base.parents) if user else ():
            if made == base or made.is_relative_to(ELSEWHERE):
                made.chmod(0o755)
        yield
    finally:
        if before is not None:
            os.umask(before)


def _make_private(path: Path, user: str) -> None:
    """A folder that only the server's user (and root) can enter."""
    owner = pwd.getpwnam(user) if user else pwd.getpwuid(os.geteuid())
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.stat().st_uid not in (os.geteuid(), owner.pw_uid):
        raise Problem(
            f"{path} belongs to another user", "Remove it, or set TMPDIR to a folder of yours."
        )
    if user:
        shutil.chown(path, owner.pw_uid, owner.pw_gid)
    path.chmod(0o700)


def _chosen_binaries(settings: Settings, base: Path) -> Path:
    """A data folder belongs to one major version: stay with the binaries that made it."""
    chosen = base / "binaries"
    if chosen.exists() and binaries.version(known := Path(chosen.read_text())):
        return known
    programs = binaries.find() or binaries.install_embedded(settings, base / "embedded")
    made_by = base / "data" / "PG_VERSION"
    if made_by.exists() and int(made_by.read_text()) != binaries.version(programs):
        raise Problem(
            f"the database was made by PostgreSQL {made_by.read_text().strip()}, which is gone",
            f"Install that version again, or start afresh: rm -r {base}",
        )
    chosen.write_text(str(programs))
    return programs


def _initialise(settings: Settings, base: Path, programs: Path, user: str) -> None:
    data = base / "data"
    for left_over in data.iterdir():  # of a run that was killed half-way
        shutil.rmtree(left_over) if left_over.is_dir() else left_over.unlink()
    account = pwd.getpwnam(user) if user else None
    prefix = (
        ["setpriv", f"--reuid={user}", f"--regid={account.pw_gid}", "--clear-groups", "--"]
        if account
        else []
    )
    run(
        [
            *prefix,
            programs / "initdb",
            f"--pgdata={data}",
            f"--username={ADMIN}",
            "--auth-local=trust",
            "--auth-host=reject",
            "--encoding=UTF8",
            "--locale=C",
        ],
        log=settings.logs / "setup-postgres.log",
        what="initialising PostgreSQL",
        cwd=Path("/"),
    )
    (base / "initialised").touch()


def forget_stale_lock(settings: Settings) -> None:
    """Remove postmaster.pid of a killed server, also when its pid belongs to another program now."""
    data = folder(settings) / "data"
    lock = data / "postmaster.pid"
    if lock.exists():
        pid = int(lock.read_text().split()[0])
        if proc.start_time(pid) is None or proc.working_directory(pid) != data:
            lock.unlink()
