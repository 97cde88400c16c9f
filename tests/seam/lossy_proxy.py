"""A proxy between sidecar and Odoo that can swallow an answer after Odoo has given it."""

from __future__ import annotations

import socketserver
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler


class LossyProxy(socketserver.ThreadingTCPServer):
    """Forwards POSTs to ``target``.

    While ``losses`` is above 0, an answer to a request that contains ``victim`` is thrown away
    and the connection cut: the caller cannot know that it was done.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, target: str, victim: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target = target
        self.victim = victim
        self.losses = 0
        self.lost = 0
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,))

    def __enter__(self) -> LossyProxy:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: LossyProxy

    def do_POST(self) -> None:
        proxy = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        request = urllib.request.Request(proxy.target + self.path, body, dict(self.headers))
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                status, content = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, content = error.code, error.read()
        if proxy.losses and proxy.victim in body:
            proxy.losses -= 1
            proxy.lost += 1
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Quiet."""
