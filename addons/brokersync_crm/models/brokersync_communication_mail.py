from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, html2plaintext, plaintext2html

DESK_ALIAS = "brokersync_crm.mail_alias_desk"


class BrokersyncCommunication(models.Model):
    """E-mail, out and in.

    A sender's address proves nothing. An incoming e-mail is kept as what somebody sent in that name; it never gives an
    order, and the answer goes to the address that is on record.
    """

    _inherit = "brokersync.communication"

    @api.model
    def _send_email(self, trader, subject, body):
        """Put an e-mail into the queue and log it; the queue tells later whether it was sent."""
        if not email_normalize(trader.email or ""):
            raise UserError(
                self.env._("%s has no valid e-mail address. Add one first.", trader.display_name)
            )
        broker = self.env.user
        subject = subject or self.env._("Message from %s", self.env.company.name)
        alias = self.env.ref(DESK_ALIAS).sudo()
        mail = (
            self.env["mail.mail"]
            .sudo()
            .create(
                {
                    "subject": subject,
                    "body_html": plaintext2html(body),
                    "email_from": broker.email_formatted,
                    "author_id": broker.partner_id.id,
                    "reply_to": alias.alias_full_name
                    if alias.alias_domain_id
                    else broker.email_formatted,
                    "recipient_ids": [Command.link(trader.partner_id.id)],
                    "auto_delete": True,  # what is kept is the log, which is encrypted
                }
            )
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        return self._log(
            "email",
            "out",
            firm=trader.firm_id,
            trader=trader,
            broker=broker,
            subject=subject,
            body=body,
            external_ref=mail.message_id,
        )

    @api.model
    def _log_sent_mail(self, mail, state, reason=""):
        """Note what became of `mail`. A mail to traders that was not logged when it was written is logged now.

        Its text is kept when it was written on a record of BrokerSync. System mail carries links and codes that let
        somebody in: of an invitation or a new password, only that it was sent is kept.
        """
        messages = self.sudo().search(
            [
                ("external_ref", "=", mail.message_id),
                ("channel", "=", "email"),
                ("direction", "=", "out"),
            ]
        )
        if not messages:
            on_record = (mail.model or "").startswith("brokersync.")
            author = mail.author_id.user_ids.filtered(lambda user: user._is_internal())[:1]
            for trader in self._traders_of(mail.recipient_ids):
                messages += self._log(
                    "email",
                    "out",
                    firm=trader.firm_id,
                    trader=trader,
                    broker=author if on_record else None,
                    subject=mail.subject or "",
                    body=html2plaintext(mail.body_html or "") if on_record else "",
                    external_ref=mail.message_id,
                )
        messages._note(state, reason=reason)

    def _traders_of(self, partners):
        traders = self.env["brokersync.trader"].sudo().with_context(active_test=False)
        return traders.search([("partner_id", "in", partners.ids)])

    @api.model
    def _log_received_mail(self, message):
        """Log an e-mail of a trader, or of a firm's own address, once.

        :param message: what `mail.thread.message_parse` makes of it
        :return: the communication; empty when the sender is nobody we know, or when it came before
        """
        known = [("external_ref", "=", message["message_id"]), ("direction", "=", "in")]
        firm, trader = self._sender_of(message)
        if not firm or self.sudo().search_count(known, limit=1):
            return self.browse()
        received = self._log(
            "email",
            "in",
            firm=firm,
            trader=trader,
            subject=message.get("subject") or "",
            body=html2plaintext(message.get("body") or ""),
            external_ref=message["message_id"],
        )
        self.env["ir.attachment"].sudo().create(
            [
                {
                    "name": attachment.fname,
                    "raw": attachment.content
                    if isinstance(attachment.content, bytes)
                    else attachment.content.encode(),
                    "res_model": self._name,
                    "res_id": received.id,
                }
                for attachment in message.get("attachments") or []
            ]
        )
        return received

    @api.model
    def _sender_of(self, message):
        """The firm and trader with the address of the sender; two empty records when there are none, or several."""
        address = email_normalize(message.get("email_from") or "")
        known = [("email_normalized", "=", address)]
        traders = self.env["brokersync.trader"].sudo()
        firms = self.env["brokersync.firm"].sudo()
        if not address:
            return firms, traders
        trader = traders.search(known, limit=2)
        if len(trader) == 1:
            return trader.firm_id, trader
        firm = trader.firm_id if trader else firms.search(known, limit=2)
        return (firm if len(firm) == 1 else firms), traders
