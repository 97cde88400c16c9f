from functools import cache
from importlib.util import find_spec
from pathlib import Path

from odoo import http
from odoo.http import Stream, request, route

# Swagger UI styles with style attributes; nothing is loaded from, or sent to, another place.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
FILES = {
    "swagger-ui.css": "text/css",
    "swagger-ui-bundle.js": "text/javascript",
}


class ApiDocsController(http.Controller):
    """The reference of the REST API at /api/v1/docs, without a content delivery network."""

    @route("/api/v1/docs", type="http", auth="public", methods=["GET"], save_session=False)
    def docs(self):
        headers = {"Content-Security-Policy": POLICY, "X-Frame-Options": "DENY"}
        return request.render("brokersync_crm.api_docs", headers=headers)

    @route(
        "/api/v1/docs/<string:name>",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
    )
    def file(self, name):
        """One of Swagger UI's files, out of the Python package that carries them."""
        folder = _folder()
        if name not in FILES or folder is None:
            raise request.not_found()
        path = folder / name
        stat = path.stat()
        stream = Stream(
            type="path",
            path=str(path),
            mimetype=FILES[name],
            download_name=name,
            last_modified=stat.st_mtime,
            etag=f"{stat.st_mtime_ns:x}-{stat.st_size:x}",
            size=stat.st_size,
            public=True,
        )
        return stream.get_response(as_attachment=False, max_age=3600)


@cache
def _folder():
    """Where flask-swagger-ui was installed; it is not imported, for that would need Flask. None when it is missing."""
    spec = find_spec("flask_swagger_ui")
    return Path(spec.submodule_search_locations[0]) / "dist" if spec else None
