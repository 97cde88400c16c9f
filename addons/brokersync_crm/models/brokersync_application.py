import re
from datetime import timedelta

from unidecode import unidecode

from odoo import api, fields, models
from odoo.exceptions import AccessDenied, UserError
from odoo.http import request
from odoo.tools import email_normalize, escape_psql, hash_sign, verify_hash_signed

from ..kyc.choices import CLIENT_KIND

SCOPE = "brokersync_crm.application"
LINK_HOURS = 48
KEEP = timedelta(days=30)


class BrokersyncApplication(models.Model):
    """Somebody unknown asks to become a client. Nothing else exists of it until the e-mail address is proven.

    The page answers the same whether the address is known here or not; what is known is told to the address itself,
    by a job, so that the time to answer tells nothing either.
    """

    _name = "brokersync.application"
    _description = "Application of a future client"
    _inherit = ["brokersync.clean.text"]
    _order = "id desc"
    _rec_name = "firm_name"
    _allow_sudo_commands = False

    _personal_fields = dict.fromkeys(("firm_name", "contact_name", "email", "phone"), "erase")
    _personal_basis = "Steps before a contract, GDPR article 6(1)(b)"
    _personal_keep_days = KEEP.days

    firm_name = fields.Char("Firm", required=True, size=120)
    client_kind = fields.Selection(CLIENT_KIND, required=True, default="company")
    country_id = fields.Many2one("res.country", required=True)
    contact_name = fields.Char("Contact", required=True, size=120)
    email = fields.Char(required=True, size=254)
    phone = fields.Char(size=32)
    state = fields.Selection(
        [("asked", "Received"), ("mailed", "Link sent"), ("confirmed", "Address proven")],
        required=True,
        default="asked",
        readonly=True,
    )
    onboarding_id = fields.Many2one("brokersync.onboarding", readonly=True, ondelete="set null")

    @api.model
    def _ask(self, form):
        """Take an application from the public page.

        :raise UserError: an entry is missing or wrong
        :raise AccessDenied: this address or caller has asked too often; the text says how long to wait
        """
        email = email_normalize(form.get("email") or "")
        if not email:
            raise UserError(
                self.env._("“%s” is not an e-mail address.", (form.get("email") or "")[:80])
            )
        country = form.get("country_id") or ""
        country = country.isascii() and country.isdigit() and len(country) < 10 and int(country)
        values = {
            "firm_name": (form.get("firm_name") or "").strip(),
            "contact_name": (form.get("contact_name") or "").strip(),
            "email": email,
            "phone": (form.get("phone") or "").strip() or False,
            "client_kind": form.get("client_kind"),
            "country_id": self.env["res.country"].sudo().search([("id", "=", country)]).id,
        }
        if not all(values[name] for name in ("firm_name", "contact_name", "country_id")):
            raise UserError(self.env._("Please fill in firm, country and your name."))
        if values["client_kind"] not in dict(CLIENT_KIND):
            raise UserError(self.env._("Choose the kind of client."))
        self._throttle(email)
        self.sudo().create(values)
        self.env.ref("brokersync_crm.cron_application").sudo()._trigger()

    def _throttle(self, email):
        attempts = self.env["brokersync.login.attempt"]
        address = request.httprequest.remote_addr if request else ""
        attempts._refuse_when_throttled(email, address, kind="apply")
        attempts._count(email, address, kind="apply")

    @api.model
    def _work_off(self):
        """Mail the link to new applicants, and to known addresses that they have a login."""
        waiting = self.search([("state", "=", "asked")], order="id", limit=100)
        for number, application in enumerate(waiting, start=1):
            known = application._is_known()
            template = "application_known" if known else "application_confirm"
            self.env.ref(f"brokersync_crm.mail_template_{template}").with_context(
                url=application._link("/web/login" if known else None)
            ).send_mail(
                application.id,
                email_values={"email_to": application.email, "recipient_ids": []},
                email_layout_xmlid="mail.mail_notification_light",
            )
            application.state = "mailed"
            self.env["ir.cron"]._commit_progress(1, remaining=len(waiting) - number)
        if waiting:
            self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _is_known(self):
        """Whether the address is a login, or a trader's, archived ones included."""
        email = escape_psql(self.email)
        users = self.env["res.users"].sudo().with_context(active_test=False)
        traders = self.env["brokersync.trader"].sudo().with_context(active_test=False)
        return bool(
            users.search_count([("login", "=ilike", email)], limit=1)
            or users.search_count([("email", "=ilike", email)], limit=1)
            or traders.search_count([("email", "=ilike", email)], limit=1)
        )

    def _link(self, path=None):
        base = self.env["ir.config_parameter"].sudo().get_param("web.base.url")
        if path:
            return f"{base}{path}"
        token = hash_sign(
            self.sudo().env, SCOPE, [self.id, self.email], expiration_hours=LINK_HOURS
        )
        return f"{base}/apply/confirm?token={token}"

    @api.model
    def _of_token(self, token):
        """The application a mailed link belongs to, in sudo; empty when the link is wrong or expired."""
        try:
            found, email = verify_hash_signed(self.sudo().env, SCOPE, token) or (0, "")
        except ValueError:
            return self.sudo().browse()
        return self.sudo().search([("id", "=", found), ("email", "=", email)])

    def _confirm(self):
        """The address is proven: make the prospect firm, its administrator and the onboarding, and invite the person.

        :raise UserError: the link was used, or the address has become known meanwhile
        """
        self.ensure_one()
        self.lock_for_update()
        self.invalidate_recordset(["state"])
        if self.state == "confirmed" or self._is_known():
            raise UserError(self.env._("This link was used already. Log in to go on."))
        firm = self.env["brokersync.firm"].create(
            {
                "code": self._free_code(),
                "name": self.firm_name,
                "client_kind": self.client_kind,
                "jurisdiction_id": self.country_id.id,
                "country_id": self.country_id.id,
                "email": self.email,
                "phone": self.phone,
                "broker_ids": False,
            }
        )
        trader = self.env["brokersync.trader"].create(
            {
                "firm_id": firm.id,
                "name": self.contact_name,
                "email": self.email,
                "phone": self.phone,
                "role": "administrator",
            }
        )
        onboarding = self.env["brokersync.onboarding"].create(
            {"firm_id": firm.id, "channel": "portal", "user_id": False}
        )
        self.write({"state": "confirmed", "onboarding_id": onboarding.id})
        trader.action_invite()
        self.env["brokersync.notification"]._notify(
            "onboarding.application",
            self.env.ref("brokersync_crm.group_compliance_officer").all_user_ids,
            title=self.env._("%s has applied", firm.name),
            body=self.env._("Assign a broker to the firm."),
            record=onboarding,
        )

    def _free_code(self):
        """A firm code out of the name that nobody has: NORDICGRAIN, NORDICGRAI2, …"""
        stem = re.sub(r"[^A-Z0-9]", "", unidecode(self.firm_name).upper())[:12] or "FIRM"
        firms = self.env["brokersync.firm"].with_context(active_test=False)
        taken = set(firms.search([("code", "=like", f"{stem[:8]}%")]).mapped("code"))
        code, number = stem, 1
        while code in taken:
            number += 1
            code = f"{stem[: 12 - len(str(number))]}{number}"
        return code

    @api.autovacuum
    def _gc_applications(self):
        self.search([("create_date", "<", fields.Datetime.now() - KEEP)]).unlink()

    @api.model
    def _too_often(self, error):
        """Words of a refusal that do not speak of logging in."""
        if not isinstance(error, AccessDenied):
            return str(error)
        return self.env._("Too many applications. Please try again later.")
