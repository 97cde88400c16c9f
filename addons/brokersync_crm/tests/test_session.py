from odoo.exceptions import UserError
from odoo.http import root
from odoo.tests import HttpCase, tagged

from .common import BrokersyncCommon

BROWSERS = {
    "desk": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0",
    "phone": "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36",
}


@tagged("post_install", "-at_install")
class TestSession(BrokersyncCommon, HttpCase):
    """What a user's sessions are, when the oldest ends, and when a new device is worth a notice."""

    def log_in(self, browser="desk", login="test-a-1"):
        """Log in as another browser would; return the session's id."""
        self.opener.cookies.clear()
        self.opener.headers["User-Agent"] = BROWSERS[browser]
        token = self.url_open("/web/login").text.split('name="csrf_token" value="')[1].split('"')[0]
        form = {"login": login, "password": login, "csrf_token": token}
        self.assertNotIn("/web/login", self.url_open("/web/login", form).url)
        return self.opener.cookies["session_id"]

    def is_open(self, sid):
        self.opener.cookies.clear()
        self.opener.cookies["session_id"] = sid
        return "/web/login" not in self.url_open("/my/firm").url

    def events(self, action):
        return self.env["brokersync.security.event"].search(
            [("action", "=", action), ("login", "=", "test-a-1")]
        )

    def test_the_oldest_session_ends_when_there_are_too_many(self):
        self.env.ref("brokersync_crm.group_trader").max_sessions = 2
        sessions = [self.log_in() for _number in range(3)]
        self.assertEqual([self.is_open(sid) for sid in sessions], [False, True, True])

    def test_without_a_limit_all_sessions_go_on(self):
        self.env.ref("brokersync_crm.group_trader").max_sessions = 0
        sessions = [self.log_in() for _number in range(7)]
        self.assertTrue(all(self.is_open(sid) for sid in sessions))

    def test_a_new_kind_of_device_is_told_and_a_known_one_is_not(self):
        self.log_in("desk")
        self.log_in("desk")
        self.assertFalse(self.events("new device"))
        self.log_in("phone")
        event = self.events("new device")
        self.assertIn("Android", event.details.title())
        notification = self.env["brokersync.notification"].search(
            [("user_id", "=", self.client_a.id)], limit=1
        )
        self.assertIn("New device", notification.title)
        self.log_in("phone")
        self.assertEqual(self.events("new device"), event)

    def test_revoked_device_is_out_with_its_next_request(self):
        sid = self.log_in()
        self.assertTrue(self.is_open(sid))
        self.env["res.device"].search([("user_id", "=", self.client_a.id)])._revoke()
        self.assertFalse(self.is_open(sid))
        self.assertTrue(self.events("revoked"))

    def test_new_password_ends_every_session(self):
        sid = self.log_in()
        self.client_a.password = "another-password"
        self.assertFalse(self.is_open(sid))

    def test_a_session_left_alone_asks_who_is_there(self):
        self.assertEqual(self.env.ref("brokersync_crm.group_trader").lock_timeout_inactivity, 30)
        sid = self.log_in()
        session = root.session_store.get(sid)
        session["identity-check-next"] = 1
        root.session_store.save(session)
        self.opener.cookies.clear()
        self.opener.cookies["session_id"] = sid
        self.assertIn("/auth-timeout/check-identity", self.url_open("/my/firm").url)

    def test_a_session_of_yesterday_logs_in_anew(self):
        self.env.ref("brokersync_crm.group_trader").lock_timeout = 720
        sid = self.log_in()
        session = root.session_store.get(sid)
        session["create_time"] = 1
        root.session_store.save(session)
        self.assertFalse(self.is_open(sid))

    def test_security_events_are_neither_changed_nor_deleted(self):
        self.log_in()
        events = self.env["brokersync.security.event"].search([("login", "=", "test-a-1")])
        with self.assertRaises(UserError):
            events.login = "somebody-else"
        with self.assertRaises(UserError):
            events.unlink()
