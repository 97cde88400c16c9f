import base64
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import file_open, mute_logger

from ..providers import PROVIDERS
from ..providers.http import MAX_ANSWER
from .onboarding_common import OnboardingCommon

SECRETS = {
    "onfido": "webhook-token",
    "jumio": "our-secret",
    "complyadvantage": "whsec_" + base64.b64encode(b"0123456789abcdef").decode(),
}


def answers(code):
    with file_open(f"brokersync_crm/tests/provider_answers/{code}.json") as file:
        return json.load(file)


class Replay(ThreadingHTTPServer):
    """Plays a provider's answers on loopback; `broken` is a status or bytes that come instead."""

    daemon_threads = True

    def __init__(self, code):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers, self.calls, self.broken = answers(code), [], None
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def stop(self):
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.answer()

    def do_GET(self):
        self.answer()

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.calls.append((f"{self.command} {self.path}", dict(self.headers), body))
        found = self.server.answers.get(f"{self.command} {self.path}")
        status, content = (200, json.dumps(found).encode()) if found else (404, b"{}")
        if isinstance(self.server.broken, int):
            status = self.server.broken
        elif self.server.broken is not None:
            content = self.server.broken
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        """Quiet."""


@tagged("post_install", "-at_install")
class TestKycProvider(OnboardingCommon, HttpCase):
    """One contract for every provider, against its recorded answers over real HTTP."""

    def server(self, code):
        server = Replay(code)
        self.addCleanup(server.stop)
        for name, value in ("key", "id:key-1234"), ("secret", SECRETS[code]), ("url", server.url):
            self.env["ir.config_parameter"].set_param(f"brokersync_crm.{code}_{name}", value)
        return server

    def ask(self, code):
        return self.env["brokersync.kyc.check"]._ask_about(self.owner, code)

    def signed(self, code, body, sent=None):
        sent = str(sent or int(time.time()))
        if code == "onfido":
            digest = hmac.new(SECRETS[code].encode(), body, hashlib.sha256).hexdigest()
            return {"X-SHA2-Signature": digest}
        if code == "complyadvantage":
            text = b".".join([b"msg_1", sent.encode(), body])
            digest = base64.b64encode(hmac.new(b"0123456789abcdef", text, hashlib.sha256).digest())
            return {
                "webhook-id": "msg_1",
                "webhook-timestamp": sent,
                "webhook-signature": f"v1,{digest.decode()}",
            }
        return {}

    def test_each_provider_from_question_to_outcome(self):
        for code in PROVIDERS:
            server = self.server(code)
            check = self.ask(code)
            check._advance()
            with self.subTest(code):
                self.assertEqual(check.reference, server.answers["reference"])
                self.assertEqual(check.state, server.answers["outcome"])
                self.assertTrue(check.reasons and check.done_at)
                self.assertFalse(check.error)
                for _place, headers, _body in server.calls:
                    self.assertIn("Authorization", headers)
                sent = b"".join(body for _place, _headers, body in server.calls)
                self.assertIn(f"check-{check.id}".encode(), sent)

    def test_who_is_checked_is_sent_as_the_documentation_says(self):
        server = self.server("onfido")
        self.ask("onfido")._advance()
        self.assertEqual(
            json.loads(server.calls[0][2]),
            {"first_name": "Petra", "last_name": "Prospect", "dob": "1974-08-12"},
        )
        server = self.server("complyadvantage")
        self.ask("complyadvantage")._advance()
        search = json.loads(server.calls[0][2])
        self.assertEqual(search["search_term"], "Petra Prospect")
        self.assertEqual(search["filters"]["birth_year"], 1974)

    @mute_logger("odoo.addons.brokersync_crm.models.brokersync_kyc_check")
    def test_what_passes_is_tried_again_and_what_does_not_is_not(self):
        for code in PROVIDERS:
            for broken, state in (
                (503, "queued"),
                (429, "queued"),
                (401, "failed"),
                (302, "failed"),
                (b"<html>", "failed"),
                (b"[]", "failed"),
                (b"{}", "failed"),
                (b'{"id": {}}', "failed"),
                (b" " * (MAX_ANSWER + 1), "failed"),
            ):
                server = self.server(code)
                server.broken = broken
                check = self.ask(code)
                check._advance()
                with self.subTest(f"{code} {broken if isinstance(broken, int) else broken[:9]}"):
                    self.assertEqual((check.state, check.attempts), (state, 1))
                    self.assertTrue(check.error)
                    self.assertNotIn("1234", check.error)
                check.state = "failed"

    @mute_logger("odoo.addons.brokersync_crm.models.brokersync_kyc_check")
    def test_gives_up_after_some_time_and_starts_again_on_request(self):
        server = self.server("onfido")
        server.broken = 503
        check = self.ask("onfido")
        for _attempt in range(8):
            self.assertEqual(check.state, "queued")
            check._advance()
        self.assertEqual(check.state, "failed")
        server.broken = None
        with self.assertRaises(UserError):
            check.with_user(self.broker).action_retry()
        check.with_user(self.compliance_officer).action_retry()
        check._advance()
        self.assertEqual(check.state, "clear")

    def test_signed_webhook_asks_soon_and_is_not_believed(self):
        for code in PROVIDERS:
            server = self.server(code)
            check = self.ask(code)
            check._advance()
            check.write({"state": "pending", "next_at": "2090-01-01"})
            body = json.dumps(server.answers["webhook"]).encode()
            url = f"/brokersync/kyc/webhook/{code}" + ("/our-secret" if code == "jumio" else "")
            answer = self.url_open(url, data=body, headers=self.signed(code, body))
            check.invalidate_recordset()
            with self.subTest(code):
                self.assertEqual(answer.status_code, 204)
                self.assertEqual(check.state, "pending")
                self.assertLess(check.next_at.year, 2090)

    @mute_logger("odoo.addons.brokersync_crm.models.brokersync_kyc_check")
    def test_unsigned_changed_and_old_webhooks_find_nothing(self):
        for code in PROVIDERS:
            server = self.server(code)
            body = json.dumps(server.answers["webhook"]).encode()
            good = self.signed(code, body)
            wrong = [("", body, {}), ("/wrong", body, {})]
            if code != "jumio":
                wrong += [("", body + b" ", good), ("", body, dict.fromkeys(good, "v1,x"))]
            if code == "complyadvantage":
                wrong.append(("", body, self.signed(code, body, time.time_ns() // 10**9 - 3600)))
            for path, content, headers in wrong:
                with self.subTest(f"{code} {path} {headers}"):
                    answer = self.url_open(
                        f"/brokersync/kyc/webhook/{code}{path}", data=content, headers=headers
                    )
                    self.assertEqual(answer.status_code, 404)
        self.assertEqual(
            self.url_open("/brokersync/kyc/webhook/nobody", data=b"{}").status_code, 404
        )

    @mute_logger("odoo.addons.brokersync_crm.models.brokersync_kyc_check")
    def test_without_a_secret_no_webhook_is_the_providers(self):
        for code in PROVIDERS:
            self.server(code)
            self.env["ir.config_parameter"].set_param(f"brokersync_crm.{code}_secret", False)
            body = b"{}"
            signature = hmac.new(b"", body, hashlib.sha256)
            headers = {"X-SHA2-Signature": signature.hexdigest()}
            with self.subTest(code):
                answer = self.url_open(
                    f"/brokersync/kyc/webhook/{code}", data=body, headers=headers
                )
                self.assertEqual(answer.status_code, 404)

    def test_none_is_needed(self):
        with self.assertRaisesRegex(UserError, "No provider"):
            self.owner.with_user(self.compliance_officer).action_check()

    def test_compliance_asks_once(self):
        self.server("onfido")
        with self.assertRaises(UserError):
            self.owner.with_user(self.broker).action_check()
        self.owner.with_user(self.compliance_officer).action_check()
        with self.assertRaisesRegex(UserError, "already"):
            self.owner.with_user(self.compliance_officer).action_check()

    def test_nobody_writes_an_outcome(self):
        self.server("onfido")
        check = self.ask("onfido")
        for user in self.broker, self.compliance_officer, self.administrator:
            with self.subTest(user.login), self.assertRaises(AccessError):
                check.with_user(user).state = "clear"
