from email.message import EmailMessage
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import BrokersyncCommon
from .receivers import smtp_receiver


@tagged("post_install", "-at_install")
class TestCommunicationMail(BrokersyncCommon):
    """E-mail out over a real SMTP server, and in through Odoo's mail gateway."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.communications = cls.env["brokersync.communication"]
        domain = cls.env["mail.alias.domain"].create({"name": "desk.example"})
        cls.env.company.alias_domain_id = domain
        cls.alias = cls.env.ref("brokersync_crm.mail_alias_desk")
        cls.alias.alias_domain_id = domain
        cls.address = cls.trader_a.email
        cls.env["mail.mail"].search([("state", "=", "outgoing")]).state = "cancel"  # the demo's

    def write_to(self, trader, body="Basis is 12 over.", subject="Corn"):
        conversations = self.env["brokersync.conversation"].with_user(self.broker)
        conversation = conversations.browse(conversations.send(trader.id, "email", body, subject))
        return conversation.sudo().last_id

    def send_queue(self):
        """Send what is queued to the receiver; Odoo sends nothing in tests unless it is told to."""
        servers = self.env["ir.mail_server"]
        servers.search([]).action_archive()
        with smtp_receiver() as (port, received):
            servers.create(
                {
                    "name": "Receiver",
                    "smtp_host": "127.0.0.1",
                    "smtp_port": port,
                    "smtp_encryption": "none",
                }
            )
            with patch.object(type(servers), "_disable_send", lambda *_: False):
                self.env["mail.mail"].search([("state", "=", "outgoing")]).send()
        return received

    def receive(
        self, sender, body, subject="Re: Corn", reference="<in-1@client.example>", **headers
    ):
        message = EmailMessage()
        message["From"] = sender
        message["To"] = headers.pop("to", self.alias.alias_full_name)
        message["Subject"] = subject
        message["Message-Id"] = reference
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content(body)
        self.env["mail.thread"].message_process(None, message.as_bytes())
        return self.communications.search([("external_ref", "=", reference)])

    def test_goes_out_and_says_so(self):
        message = self.write_to(self.trader_a)
        self.assertEqual((message.channel, message.state), ("email", False))
        [mail] = self.send_queue()
        self.assertEqual(message.state, "sent")
        self.assertIn(self.address, mail["To"])
        self.assertEqual((mail["Subject"], mail["Reply-To"]), ("Corn", "desk@desk.example"))
        self.assertEqual(mail["Message-Id"], message.external_ref)
        self.assertIn("Basis is 12 over.", mail.get_body(("plain",)).get_content())
        self.assertFalse(
            self.env["mail.message"].search([("message_id", "=", message.external_ref)]),
            "the text stays in the encrypted log only",
        )

    @mute_logger("odoo.addons.mail.models.mail_mail", "odoo.addons.base.models.ir_mail_server")
    def test_a_refused_address_is_a_failure_with_its_reason(self):
        self.trader_a.email = "refused@alpha.example"
        message = self.write_to(self.trader_a)
        self.assertFalse(self.send_queue())
        self.assertEqual(message.state, "failed")
        self.assertTrue(message.status_ids.reason)

    def test_a_trader_without_an_address_is_refused(self):
        self.trader_a.email = False
        with self.assertRaisesRegex(UserError, "no valid e-mail"):
            self.write_to(self.trader_a)

    def test_an_answer_comes_into_the_conversation_once(self):
        question = self.write_to(self.trader_a)
        for _again in range(2):
            answer = self.receive(
                f"Anna <{self.address}>", "Buy 5\n", In_Reply_To=question.external_ref
            )
        self.assertEqual(len(answer), 1)
        self.assertEqual(answer.conversation_id, question.conversation_id)
        self.assertEqual((answer.direction, answer.trader_id), ("in", self.trader_a))
        self.assertEqual((answer.subject, answer.body.strip()), ("Re: Corn", "Buy 5"))
        self.assertEqual(answer.conversation_id.desk_unread, 1)

    def test_mail_from_the_firms_own_address_belongs_to_the_firm(self):
        self.firm_a.email = "office@alpha.example"
        message = self.receive("office@alpha.example", "Invoice?", reference="<in-2@alpha.example>")
        self.assertEqual((message.firm_id, message.trader_id.id), (self.firm_a, False))

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def test_strangers_are_not_taken_for_clients(self):
        self.assertFalse(
            self.receive("stranger@nowhere.example", "Hi", reference="<in-3@nowhere.example>")
        )
        self.trader_b.email = self.address  # now the address is nobody's for sure
        self.assertFalse(self.communications._sender_of({"email_from": self.address})[1])

    def test_an_answer_in_the_chatter_is_logged_too(self):
        posted = self.trader_a.message_post(
            body="Question", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        message = self.receive(
            self.address,
            "Answer",
            reference="<in-4@client.example>",
            to="catchall@desk.example",
            In_Reply_To=posted.message_id,
        )
        self.assertEqual((message.trader_id, message.body.strip()), (self.trader_a, "Answer"))

    def test_attachments_are_kept_with_the_message(self):
        message = EmailMessage()
        message["From"] = self.address
        message["To"] = self.alias.alias_full_name
        message["Message-Id"] = "<in-5@client.example>"
        message.set_content("See attached.")
        message.add_attachment(b"a;b", maintype="text", subtype="csv", filename="order.csv")
        self.env["mail.thread"].message_process(None, message.as_bytes())
        received = self.communications.search([("external_ref", "=", "<in-5@client.example>")])
        files = self.env["ir.attachment"].search(
            [("res_model", "=", received._name), ("res_id", "=", received.id)]
        )
        self.assertEqual((files.name, files.raw), ("order.csv", b"a;b"))
        for user in self.broker, self.client_a, self.compliance_officer:
            self.assertEqual(files.with_user(user).raw, b"a;b", user.login)
        for user in self.client_b, self.risk_officer, self.internal_user:
            with self.subTest(user.login), self.assertRaises(AccessError):
                files.with_user(user).read(["raw"])

    def test_of_system_mail_only_the_sending_is_kept(self):
        mails = self.env["mail.mail"]
        link = "https://desk.example/reset?token=secret"
        for record, kept in ((self.client_a, ""), (self.firm_a, link)):
            with self.subTest(record._name):
                mail = mails.create(
                    {
                        "subject": "Read this",
                        "body_html": f"<p>{link}</p>",
                        "model": record._name,
                        "res_id": record.id,
                        "author_id": self.broker.partner_id.id,
                        "recipient_ids": [Command.link(self.trader_a.partner_id.id)],
                    }
                )
                self.assertEqual(len(self.send_queue()), 1)
                message = self.communications.search([("external_ref", "=", mail.message_id)])
                self.assertEqual((message.trader_id, message.state), (self.trader_a, "sent"))
                self.assertEqual((message.body or "").strip(), kept)
