"""Calls to addresses that clients name: never inside, never for long (FAULTS 69)."""

import ipaddress
import json
import socket
import threading
import unittest
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from ..notify.safe_http import (
    ALLOWED_VARIABLE,
    NoAnswer,
    UnsafeAddress,
    check_address,
    check_receiver,
    check_url,
    post,
)


class _Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.seen.append(self.path)
        self.server.answer(self)

    def log_message(self, *args):
        pass


@tagged("post_install", "-at_install")
class TestSafeHttp(unittest.TestCase):
    def setUp(self):
        self.server = HTTPServer(("127.0.0.1", 0), _Receiver)
        self.server.seen = []
        self.server.answer = lambda request: request.send_error(204)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def allow_loopback(self):
        self.enterContext(patch.dict("os.environ", {ALLOWED_VARIABLE: "127.0.0.0/8"}))

    def test_not_a_public_address(self):
        for address in (
            "127.0.0.1",
            "127.9.9.9",
            "0.0.0.0",  # noqa: S104
            "10.0.0.1",
            "172.16.3.4",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "192.0.0.192",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "ff02::1",
            "fd00:ec2::254",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::a9fe:a9fe",
            "2002:7f00:1::",
            "2001:0:7f00:1:0:0:80ff:fffe",
            "192.88.99.1",
            "3fff::1",
            "fec0::1",
            "feff::1",
        ):
            with self.subTest(address), self.assertRaisesRegex(UnsafeAddress, "not a public"):
                check_address(address, "https")

    def test_public_addresses_over_tls_only(self):
        for address in "93.184.216.34", "2606:2800:220:1::1":
            check_address(address, "https")
            with self.assertRaisesRegex(UnsafeAddress, "https"):
                check_address(address, "http")

    @given(st.ip_addresses(v=4).map(str))
    def test_mapped_addresses_are_judged_like_those_they_map(self, address):
        def refused(text):
            try:
                check_address(text, "https")
            except UnsafeAddress:
                return True
            return False

        if refused(address):
            self.assertTrue(refused(f"::ffff:{address}"))
        mapped = int(ipaddress.ip_address(address)) | (0x64FF9B << 96)
        if refused(address):
            self.assertTrue(refused(str(ipaddress.IPv6Address(mapped))))

    def test_other_ways_to_write_loopback(self):
        for host in (
            "127.0.0.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "127.1",
            "localhost",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "0",
        ):
            with self.subTest(host), self.assertRaises((UnsafeAddress, NoAnswer)):
                post(f"http://{host}:{self.port}/", b"{}", {})
        self.assertEqual(self.server.seen, [])

    def test_not_a_url_to_call(self):
        for url in (
            "ftp://example.org/",
            "file:///etc/passwd",
            "gopher://example.org/",
            "//example.org",
            "https://",
            "https://user:secret@example.org/",
            "https://example.org:0/",
            "https://example.org:99999/",
            "https://example.org/\r\nX: 1",
            "https://exämple.org/",
            "https://example.org/" + "a" * 2000,
        ):
            with self.subTest(url), self.assertRaises(UnsafeAddress):
                check_url(url)

    def test_what_is_never_asked_is_refused_when_it_is_typed_in(self):
        typed = (
            "https://127.0.0.1/",
            "https://10.0.0.1:8443/hook",
            "https://169.254.169.254/latest",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "http://93.184.216.34/",
            "http://receiver.example/",
        )
        for url in typed:
            with self.subTest(url), self.assertRaises(UnsafeAddress):
                check_receiver(url)
        check_receiver("https://receiver.example/")
        check_receiver("https://93.184.216.34/")
        self.allow_loopback()
        check_receiver("http://127.0.0.1:8080/")
        check_receiver("http://receiver.example/")  # where it leads is known when it is asked

    def test_a_name_is_resolved_once(self):
        """DNS rebinding: the second look-up would give another address; there is none."""
        self.allow_loopback()
        answers = iter([[(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", self.port))]])
        with patch("socket.getaddrinfo", side_effect=lambda *a, **k: next(answers)) as resolver:
            # create_connection resolves the literal IP address too; that look-up asks no server.
            resolver.side_effect = lambda host, *a, **k: (
                next(answers)
                if host == "rebind.example"
                else [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, self.port))]
            )
            post(f"http://rebind.example:{self.port}/hook", b"{}", {})
            hosts = [call.args[0] for call in resolver.call_args_list]
        self.assertEqual(hosts, ["rebind.example", "127.0.0.1"])
        self.assertEqual(self.server.seen, ["/hook"])

    def test_one_internal_address_among_public_ones_is_enough(self):
        found = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))
            for address in ("93.184.216.34", "169.254.169.254")
        ]
        with (
            patch("socket.getaddrinfo", return_value=found),
            self.assertRaisesRegex(UnsafeAddress, "169.254.169.254"),
        ):
            post("https://mixed.example/", b"{}", {})

    def test_redirects_are_not_followed(self):
        self.allow_loopback()

        def redirect(request):
            request.send_response(302)
            request.send_header("Location", f"http://127.0.0.1:{self.port}/inside")
            request.send_header("Content-Length", "0")
            request.end_headers()

        self.server.answer = redirect
        self.assertEqual(post(f"http://127.0.0.1:{self.port}/out", b"{}", {}).status_code, 302)
        self.assertEqual(self.server.seen, ["/out"])

    def test_an_endless_answer_is_read_to_the_limit(self):
        self.allow_loopback()

        def flood(request):
            request.send_response(200)
            request.send_header("Content-Length", str(10**9))
            request.end_headers()
            with suppress(OSError):  # nobody reads so much
                for _turn in range(1000):
                    request.wfile.write(b"x" * 65536)

        self.server.answer = flood
        answer = post(f"http://127.0.0.1:{self.port}/", b"{}", {})
        self.assertEqual(len(answer.text), 4096)

    def test_an_answer_that_drips_is_cut_off(self):
        self.allow_loopback()
        go = threading.Event()
        self.addCleanup(go.set)

        def drip(request):
            for _turn in range(100):
                if go.wait(0.05):
                    return
                try:
                    request.wfile.write(b"H")
                    request.wfile.flush()
                except OSError:
                    return

        self.server.answer = drip
        with (
            patch("odoo.addons.brokersync_crm.notify.safe_http.TIMEOUT", 0.3),
            self.assertRaisesRegex(NoAnswer, "no answer within"),
        ):
            post(f"http://127.0.0.1:{self.port}/", b"{}", {})

    def test_what_arrives(self):
        self.allow_loopback()
        got = {}

        def echo(request):
            got.update(request.headers)
            got["body"] = request.rfile.read(int(request.headers["Content-Length"]))
            request.send_response(200)
            request.send_header("Content-Length", "2")
            request.end_headers()
            request.wfile.write(b"ok")

        self.server.answer = echo
        url = f"http://localhost:{self.port}/a?b=c"
        with patch.dict("os.environ", {ALLOWED_VARIABLE: "127.0.0.0/8,::1/128"}):
            answer = post(url, json.dumps({"a": 1}).encode(), {"X-Test": "1"})
        self.assertEqual((answer.status_code, answer.text), (200, "ok"))
        self.assertEqual(got["Host"], f"localhost:{self.port}")
        self.assertEqual((got["X-Test"], got["body"]), ("1", b'{"a": 1}'))
        self.assertEqual(self.server.seen, ["/a?b=c"])
