from urllib.parse import urlsplit

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, plaintext2html

# Changed by the client at once. Everything else identifies the firm: the broker changes it after looking at papers.
CONTACT_FIELDS = {"phone": 32, "email": 254, "website": 255}
REQUEST_SIZE = 2000


class BrokersyncFirm(models.Model):
    _inherit = "brokersync.firm"

    def _change_contact(self, values):
        """Change phone, e-mail and website of the own firm, as a trader who administers it.

        :param values: texts by name out of `CONTACT_FIELDS`; what is missing stays
        :raise UserError: an address or a length is wrong; AccessError: not the own firm, not an administrator
        """
        self._require_own()
        values = {name: (values[name] or "").strip() for name in CONTACT_FIELDS if name in values}
        self._check_contact(values)
        partner = self.sudo().partner_id
        changed = {name: text for name, text in values.items() if text != (partner[name] or "")}
        if changed:
            partner.write(changed)
            self.sudo().message_post(
                body=self.env._(
                    "%(name)s changed in the portal: %(changes)s",
                    name=self.env.user.name,
                    changes=", ".join(
                        f"{partner._fields[name].string}: {text or '–'}"
                        for name, text in changed.items()
                    ),
                )
            )
        return changed

    def _request_change(self, text):
        """Ask the firm's brokers to change what only they may change; they get an activity on the firm."""
        self._require_own()
        text = (text or "").strip()
        if not text:
            raise UserError(self.env._("Say what should change."))
        if len(text) > REQUEST_SIZE:
            raise UserError(self.env._("Say it in at most %s characters.", REQUEST_SIZE))
        self._tell_brokers(
            self.env._("%s asks for a change of the firm's data", self.env.user.name), text
        )

    def _tell_brokers(self, summary, text):
        """Give each broker of the firm an activity; where none is assigned, the administrators.

        :param text: plain text; what looks like HTML in it stays text
        """
        firm = self.sudo()
        staff = firm.broker_ids or firm.env.ref("brokersync_crm.group_administrator").all_user_ids
        for user in staff.filtered(lambda user: user.active and not user.share):
            firm.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=summary,
                note=plaintext2html(text),
                user_id=user.id,
            )

    def _require_own(self):
        self.ensure_one()
        user = self.env.user
        user._brokersync_require("administer")
        self.check_access("read")
        if self != user.brokersync_firm_id:
            raise UserError(self.env._("This is not your firm."))

    def _check_contact(self, values):
        for name, text in values.items():
            if len(text) > CONTACT_FIELDS[name] or not text.isprintable():
                raise UserError(
                    self.env._(
                        "%(label)s: at most %(size)s characters on one line.",
                        label=self.partner_id._fields[name]._description_string(self.env),
                        size=CONTACT_FIELDS[name],
                    )
                )
        if values.get("email") and not email_normalize(values["email"]):
            raise UserError(self.env._("“%s” is not an e-mail address.", values["email"]))
        website = values.get("website")
        if website and urlsplit(website).scheme not in ("", "http", "https"):
            raise UserError(self.env._("“%s” is not a web address.", website))
