"""Receivers on loopback, standing where mail servers and SMS providers stand."""

import json
import socket
import threading
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

from aiosmtpd.controller import Controller


@contextmanager
def smtp_receiver():
    """An SMTP server; gives its port and the list of the messages it takes. It refuses `refused@` addresses."""
    received = []

    class Handler:
        async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802  aiosmtpd's name
            if address.startswith("refused@"):
                return "550 5.1.1 no such mailbox"
            envelope.rcpt_tos.append(address)
            return "250 OK"

        async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  aiosmtpd's name
            received.append(message_from_bytes(envelope.content, policy=default))
            return "250 OK"

    listener = socket.create_server(("127.0.0.1", 0))
    controller = _Controller(Handler(), listener)
    controller.start()
    try:
        yield controller.port, received
    finally:
        controller.stop()


class _Controller(Controller):
    """Listens on a socket that is open already: nobody can take its port in between."""

    def __init__(self, handler, listener):
        host, port = listener.getsockname()
        super().__init__(handler, host, port, ready_timeout=60)
        self._listener = listener

    def _create_server(self):
        return self.loop.create_server(self._factory_invoker, sock=self._listener)


def use_twilio(env):
    """Send SMS by Odoo's Twilio addon."""
    env.company.write(
        {
            "sms_provider": "twilio",
            "sms_twilio_account_sid": "AC" + "1" * 32,
            "sms_twilio_auth_token": "token",
            "sms_twilio_number_ids": [
                (0, 0, {"number": "+3110555010", "country_id": env.ref("base.nl").id})
            ],
        }
    )


@contextmanager
def twilio_receiver(answer):
    """An HTTP server; gives its address and the list of `(path, form)` it takes.

    :param answer: form → status and content of the answer
    """
    received = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["Content-Length"])
            form = dict(parse_qsl(self.rfile.read(length).decode()))
            received.append((self.path, form))
            status, content = answer(form)
            data = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_args):
            """Nothing on the console."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", received
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
