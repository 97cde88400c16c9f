import io
import logging
import sys

from odoo.tests import BaseCase, tagged

from ..redact import RedactingFilter, install, redact

SECRETS = {
    "password=hunter2hunter2": "hunter2",
    '{"password": "hunter2"}': "hunter2",
    "new_password: 'hunter2'": "hunter2",
    "api_key=abcdef0123456789": "abcdef",
    "Authorization: Bearer abc.def-123": "abc.def",
    "GET /x?access_token=1f2e3d&a=1": "1f2e3d",
    "got eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2ln": "eyJzdWIi",
    "totp=123456": "123456",
    "paid to NO93 8601 1117 947 today": "8601",
    "paid to DE89370400440532013000": "3704",
    "card 4111 1111 1111 1111 declined": "4111",
}

HARMLESS = (
    "User 7 exported 12 records from 127.0.0.1",
    "event 1795252802123456789 of shard main",
    "order ORD-000123 of NORDGRAIN filled 5 @ 61.25",
    "LEI 5493001KJTIIGC8Y1R12 is right",
)


@tagged("post_install", "-at_install")
class TestRedact(BaseCase):
    """FAULTS 82: no secret reaches a log, and no log line can be forged."""

    def test_secrets_are_starred(self):
        for line, secret in SECRETS.items():
            with self.subTest(line):
                self.assertNotIn(secret, redact(line))
                self.assertIn("***", redact(line))

    def test_other_lines_stay(self):
        for line in HARMLESS:
            self.assertEqual(redact(line), line)

    def test_a_long_line_takes_no_time(self):
        """FAULTS 83: the patterns have no way to go back and forth."""
        for hostile in "password" * 6_000, "1 " * 25_000, "AA11" * 12_000, "token=" * 8_000:
            self.assertLessEqual(len(redact(hostile)), len(hostile) + 50_000)

    def lines(self, *message):
        """What a handler with the filter writes of one message."""
        stream = io.StringIO()
        handler = logging.StreamHandler(stream)
        handler.addFilter(RedactingFilter())
        handler.handle(
            logging.LogRecord("test", logging.INFO, "", 0, message[0], message[1:], None)
        )
        return stream.getvalue()

    def test_the_arguments_of_a_record_are_redacted(self):
        self.assertEqual(
            self.lines("login %s with password=%s", "anna", "hunter2"),
            "login anna with password=***\n",
        )

    def test_no_line_is_forged(self):
        forged = "anna\r\n2026-11-21 INFO admin logged in \x1b[2K"
        self.assertEqual(self.lines("Login failed for %s", forged).count("\n"), 1)
        self.assertNotIn("\x1b", self.lines("Login failed for %s", forged))

    def test_tracebacks_are_redacted(self):
        try:
            raise ValueError("token=abcdef123456")
        except ValueError:
            record = logging.LogRecord("test", logging.ERROR, "", 0, "failed", (), sys.exc_info())
        RedactingFilter().filter(record)
        self.assertNotIn("abcdef", logging.Formatter().format(record))

    def test_it_is_on_every_handler_that_was_there(self):
        handler = logging.StreamHandler(io.StringIO())
        logging.getLogger().addHandler(handler)
        self.addCleanup(logging.getLogger().removeHandler, handler)
        install()
        install()
        found = [f for f in handler.filters if isinstance(f, RedactingFilter)]
        self.assertEqual(len(found), 1)
