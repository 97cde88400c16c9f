"""The demo's trading session, `python -m tools.session`, as a program beside the parts.

It prints one line of JSON when its checks are done,
    {"figures": [{"name", "value", "unit"}, …], "checks": [{"name", "passed", "detail"}, …]}
and goes on trading gently afterwards when asked to.
"""

import json
from typing import Any

from tools import program, venvs
from tools.service import Service
from tools.settings import Settings

DEFAULT_SECONDS = 20
MARGIN_SECONDS = 180.0  # to log in before, and to settle and check after the trading


def service(settings: Settings, options: tuple[str, ...] = ()) -> Service:
    return Service(
        name="session",
        command=[venvs.python(settings, "sidecar"), "-m", "tools.session", "--json", *options],
        folder=settings.home / "pids",
        log=settings.logs / "session.log",
        env=program.environment(settings),
    )


def hold(settings: Settings, *, seconds: int | None, keep_trading: bool) -> dict[str, Any]:
    """Run the session to its result. Raises Problem when it could not be held."""
    length = seconds or DEFAULT_SECONDS
    options = ["--seconds", str(length), *(["--keep-trading"] if keep_trading else [])]
    session = service(settings, tuple(options))
    session.stop()
    session.log.unlink(missing_ok=True)
    session.start(attached=True)
    session.wait(lambda: _result(session) is not None, length + MARGIN_SECONDS)
    return _result(session) or {}


def _result(session: Service) -> dict[str, Any] | None:
    for line in session.log.read_text(errors="replace").splitlines():
        if line.startswith("{"):
            try:
                found = json.loads(line)
            except ValueError:  # half written
                continue
            if isinstance(found, dict) and "checks" in found:
                return found
    return None
