from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase

from .common import BrokersyncCommon


class ApiCase(BrokersyncCommon, HttpCase):
    """Calls the REST API over HTTP, as a user with an API key."""

    def setUp(self):
        super().setUp()
        self._keys = {}

    def key_of(self, user, scopes=None, days=1):
        """API key of a user; for the whole API unless `scopes` names some."""
        if (user, scopes) not in self._keys:
            keys = self.env["res.users.apikeys"].with_user(user).sudo()
            expires = fields.Datetime.now() + timedelta(days=days)
            context = {"brokersync_scopes": scopes} if scopes else {}
            self._keys[user, scopes] = keys.with_context(**context)._generate(None, "test", expires)
        return self._keys[user, scopes]

    def call(self, method, path, user=None, json=None, *, key=None, **headers):
        """Response to a request. Names of headers: `If_Match="…"` is sent as `If-Match`."""
        if user or key:
            headers.setdefault("Authorization", f"Bearer {key or self.key_of(user)}")
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.url_open(f"/api/v1{path}", method=method, json=json, headers=headers)

    def send(self, method, path, user, data, content_type="application/json"):
        """Response to a body as it stands, bytes or text."""
        headers = {"Authorization": f"Bearer {self.key_of(user)}", "Content-Type": content_type}
        return self.url_open(f"/api/v1{path}", method=method, data=data, headers=headers)

    def ok(self, response, status=200):
        """The answer's document; fails with what the server said unless it has this status."""
        self.assertEqual(response.status_code, status, response.text)
        return response.json() if response.content else None

    def refused(self, response, status, code):
        """The problem document of a refusal; checks its form."""
        self.assertEqual(response.status_code, status, response.text)
        self.assertEqual(response.headers["Content-Type"], "application/problem+json")
        problem = response.json()
        self.assertEqual((problem["status"], problem["code"]), (status, code), problem)
        self.assertEqual(problem["request_id"], response.headers["X-Request-Id"])
        return problem
