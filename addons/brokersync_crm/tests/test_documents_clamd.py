import socket
import socketserver
import struct
import threading

from odoo.tests import BaseCase, tagged

from ..documents.clamd import CHUNK, Clamd, ScannerError
from ..documents.signatures import EICAR


class ScannerServer(socketserver.ThreadingTCPServer):
    """Speaks clamd's INSTREAM on loopback and finds the test virus; `answer` replaces what it says."""

    allow_reuse_address = True
    daemon_threads = True
    answer = None

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Session)
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def address(self):
        return f"tcp://127.0.0.1:{self.server_address[1]}"

    def stop(self):
        self.shutdown()
        self.server_close()


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        if self.rfile.read(10) != b"zINSTREAM\0":
            return
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        self.wfile.write(found if self.server.answer is None else self.server.answer)


@tagged("post_install", "-at_install")
class TestClamd(BaseCase):
    def setUp(self):
        super().setUp()
        self.server = ScannerServer()
        self.addCleanup(self.server.stop)
        self.scanner = Clamd(self.server.address, timeout=30)

    def test_clean_and_infected(self):
        self.assertIsNone(self.scanner.scan(b"harmless"))
        # Across the border of two chunks
        hidden = bytes(CHUNK - 10) + EICAR + bytes(CHUNK)
        self.assertEqual(self.scanner.scan(hidden), "Eicar-Test-Signature")

    def test_what_is_neither_is_no_verdict(self):
        for answer in (
            b"INSTREAM size limit exceeded. ERROR\0",
            b"",
            b"stream: OKAY\0",
            b"\xff" * 9000,
        ):
            self.server.answer = answer
            with self.subTest(answer[:40]), self.assertRaises(ScannerError):
                self.scanner.scan(b"x")

    def test_nobody_there(self):
        deaf = socket.socket()  # its port is taken, and nobody listens
        self.addCleanup(deaf.close)
        deaf.bind(("127.0.0.1", 0))
        for address in (
            f"tcp://127.0.0.1:{deaf.getsockname()[1]}",
            "unix:/nonexistent/clamd",
            "http://x",
            "tcp://x",
            "",
        ):
            with self.subTest(address), self.assertRaises(ScannerError):
                Clamd(address, timeout=30).scan(b"x")
