"""`/live`: this process answers. It asks nobody: a database that hangs is no reason to restart Odoo."""

from functools import wraps

from odoo.http import Application

PATH = "/live"
BODY = b'{"live": true}'
HEADERS = [
    ("Content-Type", "application/json"),
    ("Content-Length", str(len(BODY))),
    ("Cache-Control", "no-store"),
]


def answer_live():
    """Let `/live` be answered in front of Odoo, which opens the database for every other request.

    Odoo has no place to add WSGI middleware; this is called once a process, as the addon's `post_load`.
    """
    serve = Application.__call__

    @wraps(serve)
    def serve_unless_live(self, environ, start_response):
        if environ.get("PATH_INFO") == PATH:
            start_response("200 OK", HEADERS)
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [BODY]
        return serve(self, environ, start_response)

    Application.__call__ = serve_unless_live
