"""What a screen hears over the bus, told by a notice that comes last instead of by a time-out."""

import json

from odoo.addons.bus.tests.common import WebsocketCase

LAST = "brokersync_crm.test/last"
SECONDS = 60


class LiveCase(WebsocketCase):
    """Screens of users, and the notices that reach them."""

    def setUp(self):
        super().setUp()
        # Only the bus may have something left to do after a commit: it works in another thread, on this cursor.
        self.cr.flush()
        self.cr.postcommit.clear()

    def listen(self, user, channels=()):
        """A screen of this user: its WebSocket, which asks for these channels besides the user's own."""
        session = self.authenticate(user.login, user.login)
        websocket = self.websocket_connect(cookie=f"session_id={session.sid}")
        self.subscribe(websocket, list(channels), self.env["bus.bus"]._bus_last_id())
        websocket.settimeout(SECONDS)
        return websocket

    def heard(self, websocket, user, notice):
        """Payloads of a kind of notice that this user's screen got since the last call."""
        user._bus_send(LAST, {})
        self.cr.precommit.run()
        self.cr.postcommit.run()
        messages = []
        while not any(message["type"] == LAST for message in messages):
            messages += [found["message"] for found in json.loads(websocket.recv())]
        return [message["payload"] for message in messages if message["type"] == notice]
