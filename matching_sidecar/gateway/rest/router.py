"""Which path and verb is whose."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple
from urllib.parse import unquote

from ...wire.errors import EdgeError
from ..http.message import Request, Response
from .services import Services

Handler = Callable[..., Response | None]
"""Called with the services, the request and the path's parameters. None: it answers the request itself, later.

Raises:
    EdgeError: refused.
"""

_PARAMETER: Final = re.compile(r"\{(\w+)(:path)?\}")


class Route(NamedTuple):
    """``{name}`` in a path is one segment, ``{name:path}`` what remains."""

    method: str
    path: str
    handle: Handler


class Router:
    """Finds the handler of a request; paths without parameters are looked up, the others tried in turn."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._exact: dict[str, dict[str, Handler]] = {}
        patterns: dict[str, dict[str, Handler]] = {}
        for route in routes:
            found = patterns if "{" in route.path else self._exact
            found.setdefault(route.path, {})[route.method] = route.handle
        self._patterns = [(_compile(path), handlers) for path, handlers in patterns.items()]

    def run(self, services: Services, request: Request) -> Response | None:
        """Let the handler answer.

        Raises:
            EdgeError: there is none, or it refuses.
        """
        parameters: tuple[str, ...] = ()
        handlers = self._exact.get(request.path)
        if handlers is None:
            handlers, parameters = self._match(request)
        method = "GET" if request.method == "HEAD" else request.method
        handle = handlers.get(method)
        if handle is None:
            text = f"{request.method} {request.path}: method not allowed"
            raise MethodNotAllowed(text, handlers)
        return handle(services, request, *parameters)

    def _match(self, request: Request) -> tuple[dict[str, Handler], tuple[str, ...]]:
        for pattern, handlers in self._patterns:
            found = pattern.fullmatch(request.path)
            if found is not None:
                return handlers, tuple(map(unquote, found.groups()))
        raise EdgeError("NOT_FOUND", f"{request.method} {request.path[:200]}: not found")


class MethodNotAllowed(EdgeError):
    """``allowed`` are the verbs the path takes."""

    def __init__(self, text: str, handlers: dict[str, Handler]) -> None:
        super().__init__("METHOD_NOT_ALLOWED", text)
        self.allowed = sorted(handlers) + (["HEAD"] if "GET" in handlers else [])


def _compile(path: str) -> re.Pattern[str]:
    parts, end = [], 0
    for found in _PARAMETER.finditer(path):
        parts += [re.escape(path[end : found.start()]), "(.+)" if found[2] else "([^/]+)"]
        end = found.end()
    return re.compile("".join([*parts, re.escape(path[end:])]))
