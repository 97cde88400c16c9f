"""A program that keeps running: start it, wait until it answers, stop it, find it again."""

import json
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools import proc
from tools.errors import Problem
from tools.run import tail
from tools.settings import REPO

_started: dict[int, subprocess.Popen[bytes]] = {}

LOG_LIMIT = 50_000_000  # bytes; a longer log is put aside at the next start


@dataclass(frozen=True)
class Service:
    """One program with its pid file and log. The same value finds it from another process."""

    name: str
    command: Sequence[str | Path]
    folder: Path  # holds <name>.pid
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    user: str = ""  # run as this user instead of root
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 15.0  # seconds to stop before SIGKILL

    @property
    def pid_file(self) -> Path:
        return self.folder / f"{self.name}.pid"

    def pid(self) -> int | None:
        """Its process id while it runs; a pid file left by a killed run counts for nothing."""
        try:
            known = json.loads(self.pid_file.read_text())
        except (OSError, ValueError):
            return None
        started = known["started"]  # None: it had ended before that could be read
        runs = started is not None and proc.start_time(known["pid"]) == started
        return known["pid"] if runs else None

    def since(self) -> float:
        """When it was started, seconds since 1970."""
        return self.pid_file.stat().st_mtime

    def start(self, *, attached: bool) -> None:
        """Start it. Attached: the kernel stops it when this process ends, however it ends.

        Call it from the main thread: the kernel watches the thread that started the program.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [*self._launcher(attached), *map(str, self.command)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=REPO if not self.user else "/",
                env={**os.environ, **self.env},
                start_new_session=True,
            )
        _started[process.pid] = process
        known = {"pid": process.pid, "started": proc.start_time(process.pid)}
        self.pid_file.write_text(json.dumps(known))

    def _launcher(self, attached: bool) -> list[str]:
        options = [f"--pdeathsig={self.stop_signal.name[3:]}"] if attached else []
        if self.user:
            options += [f"--reuid={self.user}", f"--regid={_group(self.user)}", "--clear-groups"]
        return ["setpriv", *options, "--"] if options else []

    def wait(self, ready: Callable[[], bool], seconds: float) -> None:
        """Return when `ready()` holds; raise Problem when the program ends or time is up."""
        deadline = time.monotonic() + seconds
        known = self.pid()
        while not ready():
            if self.pid() is None:
                _reap(known)
                raise Problem(f"{self.name} ended at start\n{tail(self.log)}", f"Log: {self.log}")
            if time.monotonic() > deadline:
                raise Problem(
                    f"{self.name} did not get ready in {seconds:.0f} s\n{tail(self.log)}",
                    f"Log: {self.log}",
                )
            time.sleep(0.1)

    def stop(self) -> bool:
        """Stop it and wait for its end. False when it was not running."""
        pid = self.pid()
        if pid is not None:
            _signal(pid, self.stop_signal)
            if not self._gone(self.grace):
                _signal(pid, signal.SIGKILL)
                self._gone(5.0)
            _reap(pid)
        self.pid_file.unlink(missing_ok=True)
        return pid is not None

    def _gone(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while self.pid() is not None:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True


def _group(user: str) -> str:
    return str(pwd.getpwnam(user).pw_gid)


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
    except PermissionError as error:
        raise Problem(
            f"process {pid} belongs to another user", "Run the command as that user."
        ) from error


def _reap(pid: int | None) -> None:
    """Collect the exit code of an own child, so that it does not stay a zombie."""
    process = _started.get(pid or 0)
    if process is not None and process.poll() is not None:
        del _started[process.pid]
