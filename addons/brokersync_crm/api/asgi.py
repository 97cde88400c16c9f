"""FastAPI inside Odoo's thread: the request goes in whole, the answer comes out whole, errors come out as they are.

Not by a2wsgi's responder: when a route fails right after the body was read, two threads race there, and it may end
with neither an answer nor the error.
"""

import asyncio
from dataclasses import dataclass

from a2wsgi.asgi import build_scope
from starlette.routing import Match, Mount

from odoo.addons.fastapi.pools import event_loop_pool

METHODS = ("DELETE", "GET", "PATCH", "POST", "PUT")


@dataclass
class Answer:
    """What the app sent."""

    status: int = 500
    headers: tuple[tuple[str, str], ...] = ()
    content: bytes = b""


def ask(app, environ, body):
    """The Answer of an ASGI app to a WSGI request; raises what the app raises."""
    with event_loop_pool.get_event_loop() as loop:
        return asyncio.run_coroutine_threadsafe(
            _ask(app, build_scope(environ), body), loop
        ).result()


def allowed_methods(app, path):
    """Methods of every route of a mounted app that has this path; FastAPI itself names those of the first one only."""
    (mount,) = (route for route in app.routes if isinstance(route, Mount))
    scope = {"type": "http", "path": path.removeprefix(mount.path), "root_path": "", "headers": []}
    return ", ".join(
        method
        for method in METHODS
        if any(
            route.matches(scope | {"method": method})[0] is Match.FULL for route in mount.app.routes
        )
    )


async def _ask(app, scope, body):
    answer = Answer()
    events = [
        {"type": "http.disconnect"},
        {"type": "http.request", "body": body, "more_body": False},
    ]

    async def receive():
        return events.pop() if len(events) > 1 else events[0]

    async def send(event):
        if event["type"] == "http.response.start":
            answer.status = event["status"]
            answer.headers = tuple(
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, value in event["headers"]
            )
        elif event["type"] == "http.response.body":
            answer.content += event.get("body", b"")

    await app(scope, receive, send)
    return answer
