import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq, hmac

from ..api.limits import Limit
from .brokersync_api_client import hash_secret

DIGITS = 6
LIFETIME = timedelta(minutes=10)
TRIES = 5
HOUR = Limit("phone code", 5, 3600)
"""Codes for one person, and to one number: nobody's phone is flooded at our cost."""


class BrokersyncPhoneProof(models.Model):
    """That a person holds a phone number: a code was sent to it and typed in. Another number needs another proof."""

    _name = "brokersync.phone.proof"
    _description = "Proof of a phone number"
    _allow_sudo_commands = False
    _rec_name = "number"

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    number = fields.Char(required=True, size=32, help="In international form.")
    proven_at = fields.Datetime()
    code_hash = fields.Char(help="Of the code on its way; empty when there is none.")
    code_ends_at = fields.Datetime()
    tries = fields.Integer(help="How often a code was typed in.")

    _user_uniq = models.Constraint("UNIQUE (user_id)", "A person has one number to prove.")

    @api.model
    def _send_code(self, user):
        """Send a code to the number of a user; the one before is worthless then.

        :raise UserError: there is no usable number, it is proven, or too many codes were asked for
        """
        number = user.sudo().partner_id.phone_sanitized
        if not number:
            raise UserError(
                self.env._("Save your phone number first, in international form such as +47 ….")
            )
        if user in self._proven(user):
            raise UserError(self.env._("This number is confirmed already."))
        self._check_rate(user, number)
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        values = {
            "number": number,
            "proven_at": False,
            "code_hash": self._hash(user, number, code),
            "code_ends_at": fields.Datetime.now() + LIFETIME,
            "tries": 0,
        }
        proof = self._of(user)
        if proof:
            proof.write(values)
        else:
            proof.create(values | {"user_id": user.id})
        text = self.env._(
            "%s is your BrokerSync code, for ten minutes. We never ask for it by phone or mail.",
            code,
        )
        self.env["sms.sms"].sudo().create({"number": number, "body": text})
        self.env.ref("sms.ir_cron_sms_scheduler_action").sudo()._trigger()

    @api.model
    def _enter_code(self, user, code):
        """Take the code a user typed in.

        :return: "" when the number is proven now, else why it is not; not raised, for the try must be counted
        """
        proof = self._of(user)
        if not proof or not proof._waits():
            return self.env._("This code is no longer valid. Ask for a new one.")
        proof.lock_for_update()
        proof.invalidate_recordset()
        if not proof._waits():
            return self.env._("This code is no longer valid. Ask for a new one.")
        proof.tries += 1
        if not consteq(proof.code_hash, self._hash(user, proof.number, code)):
            if proof.tries < TRIES:
                return self.env._("This is not the code. %s tries are left.", TRIES - proof.tries)
            return self.env._("This is not the code. Ask for a new one.")
        proof.write({"proven_at": fields.Datetime.now(), "code_hash": False})
        self.env["brokersync.security.event"]._log(
            "auth", "success", action="phone number proven", user=user
        )
        return ""

    @api.model
    def _proven(self, users):
        """Those of the users whose present number is proven."""
        proofs = self.sudo().search([("user_id", "in", users.ids), ("proven_at", "!=", False)])
        return users & proofs.filtered(lambda proof: proof._is_of_present_number()).user_id

    @api.model
    def _of(self, user):
        return self.sudo().search([("user_id", "=", user.id)])

    def _waits(self):
        """Whether a code for the present number can be typed in."""
        return bool(
            self.code_hash
            and self.tries < TRIES
            and self.code_ends_at > fields.Datetime.now()
            and self._is_of_present_number()
        )

    def _is_of_present_number(self):
        return self.number == self.user_id.partner_id.phone_sanitized

    @api.model
    def _hash(self, user, number, code):
        """Keyed, and of this person and number: a table of all codes is of no use."""
        return hmac(self.sudo().env, "brokersync_crm.phone_code", (user.id, number, code))

    @api.model
    def _check_rate(self, user, number):
        buckets = self.env["brokersync.api.bucket"]
        for name in f"phone-code:{user.id}", f"phone-code:{hash_secret(number)}":
            seconds, _left = buckets._take(name, HOUR)
            if seconds:
                minutes = int(seconds // 60) + 1
                raise UserError(
                    self.env._("Too many codes. You can ask again in %s minutes.", minutes)
                )
