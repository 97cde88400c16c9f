"""Run a program to its end, with its output in a log that is shown when it fails."""

import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.errors import Problem
from tools.settings import REPO

_children: set[subprocess.Popen[str]] = set()
_lock = threading.Lock()


def run(
    command: Sequence[str | Path],
    *,
    log: Path,
    what: str,
    env: Mapping[str, str] | None = None,
    cwd: Path = REPO,
    stdin: str = "",
    mend: str = "",
) -> str:
    """Run `command`, append its output to `log`, return its standard output.

    Raises Problem with the last lines when it exits with another code than 0.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a") as errors:
        print(f"\n$ {' '.join(map(str, command))}", file=errors, flush=True)
        offset = errors.tell()
        process = subprocess.Popen(
            list(map(str, command)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=cwd,
            env={**os.environ, **(env or {})},
        )
        with _lock:
            _children.add(process)
        try:
            output, _ = process.communicate(stdin)
        finally:
            with _lock:
                _children.discard(process)
        errors.write(output)
    if process.returncode:
        reason = tail(log, offset)
        raise Problem(
            f"{what} failed (exit code {process.returncode})\n{reason}", mend or f"Log: {log}"
        )
    return output


def tail(log: Path, offset: int = 0, lines: int = 15) -> str:
    """The last lines of a log, from `offset` on, indented."""
    with log.open(errors="replace") as file:
        file.seek(offset)
        return "\n".join(f"    {line}" for line in file.read().splitlines()[-lines:])


def stop_children() -> None:
    """End what is still running: called when the command is interrupted."""
    with _lock:
        for process in _children:
            process.terminate()
