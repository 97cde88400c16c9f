import json
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestDiscuss(BrokersyncCommon, HttpCase):
    """Clients meet nobody in Odoo's channels unless staff invited them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel = cls.env["discuss.channel"].create(
            {"name": "Everybody", "channel_type": "channel", "group_public_id": False}
        )
        cls.message = cls.channel.message_post(body="Told to colleagues", message_type="comment")

    def ask(self, path, **params):
        with mute_logger("odoo.http"):
            return self.url_open(path, json={"params": params}).json()

    def test_staff_join_and_write(self):
        channel = self.channel.with_user(self.broker)
        channel.channel_join()
        channel.message_post(body="Good morning", message_type="comment")
        self.assertTrue(channel.is_member)

    def test_clients_and_visitors_do_not(self):
        for login in "test-a-1", None:
            with self.subTest(login):
                self.authenticate(login, login)
                members = self.channel.channel_member_ids
                there = {"thread_model": "discuss.channel", "thread_id": self.channel.id}
                for path, params in (
                    ("/discuss/channel/members", {"channel_id": self.channel.id}),
                    ("/discuss/channel/messages", {"channel_id": self.channel.id}),
                    ("/discuss/channel/join", {"channel_id": self.channel.id}),
                    ("/mail/message/post", {**there, "post_data": {"body": "Anybody here?"}}),
                ):
                    answer = self.ask(
                        path, **params, **({"known_member_ids": []} if "members" in path else {})
                    )
                    self.assertNotIn("Told to colleagues", json.dumps(answer))
                    self.assertNotIn("result", answer, path)
                self.channel.invalidate_recordset()
                self.assertEqual(self.channel.channel_member_ids, members)
                self.assertEqual(self.channel.message_ids, self.message)

    def test_pictures_are_looked_for_outside_only_with_a_key(self):
        self.authenticate("test-a-1", "test-a-1")
        with patch("odoo.addons.mail.controllers.discuss.gif.requests.get") as asked:
            asked.return_value.json.return_value = {"results": []}
            self.assertNotIn("result", self.ask("/discuss/gif/search", search_term="barley"))
            asked.assert_not_called()
            self.env["ir.config_parameter"].set_param("discuss.tenor_api_key", "set-up")
            self.assertIn("result", self.ask("/discuss/gif/search", search_term="barley"))

    def test_a_client_does_not_join_over_rpc(self):
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.channel.with_user(self.client_a).channel_join()
        self.assertFalse(
            self.channel.with_user(self.client_a).search([("id", "=", self.channel.id)])
        )
        self.assertFalse(
            self.message.with_user(self.client_a).search([("id", "=", self.message.id)])
        )

    def test_a_client_who_was_invited_reads(self):
        self.channel._add_members(users=self.client_a, post_joined_message=False)
        channel = self.channel.with_user(self.client_a)
        self.assertEqual(channel.name, "Everybody")
        self.assertIn("Told to colleagues", self.message.with_user(self.client_a).body)
