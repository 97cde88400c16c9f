import logging
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..kyc.choices import OVERSIGHT
from ..kyc.steps import COMPLIANCE
from ..providers import PROVIDERS
from ..providers.http import Client
from ..providers.interface import ProviderError, SignatureError, Subject

_logger = logging.getLogger(__name__)

STATE = [
    ("queued", "Waiting to be sent"),
    ("pending", "With the provider"),
    ("clear", "Clear"),
    ("consider", "To be looked at"),
    ("rejected", "Rejected"),
    ("failed", "Failed"),
]
UNFINISHED = ("queued", "pending")
MAX_ATTEMPTS = 8
POLL = timedelta(minutes=30)
"""How often a check is asked for while the provider works on it; its webhook makes it sooner."""


class BrokersyncKycCheck(models.Model):
    """A beneficial owner's identity or name, checked by a provider. It informs the review and decides nothing.

    Keys are configuration parameters `brokersync_crm.<provider>_key`, `…_secret` (webhooks) and `…_url`.
    """

    _name = "brokersync.kyc.check"
    _description = "Check by a KYC provider"
    _inherit = ["brokersync.firm.owned"]
    _order = "id desc"
    _rec_name = "provider"
    _allow_sudo_commands = False

    owner_id = fields.Many2one(
        "brokersync.beneficial.owner", required=True, index=True, ondelete="restrict"
    )
    firm_id = fields.Many2one(related="owner_id.firm_id", store=True, precompute=True)
    provider = fields.Selection(
        [(code, provider.name) for code, provider in PROVIDERS.items()], required=True
    )
    state = fields.Selection(STATE, required=True, default="queued", index=True)
    reference = fields.Char("Provider's reference", index="btree_not_null")
    reasons = fields.Char("What it says", groups=OVERSIGHT)
    attempts = fields.Integer()
    error = fields.Char("Last error")
    next_at = fields.Datetime("Next call", default=fields.Datetime.now)
    done_at = fields.Datetime("Answered")

    @api.model
    def _provider(self, code):
        """The provider with its keys, or None while it has none."""
        get = self.env["ir.config_parameter"].sudo().get_param
        kind = PROVIDERS.get(code)
        key = kind and get(f"brokersync_crm.{code}_key")
        if not key:
            return None
        url = get(f"brokersync_crm.{code}_url") or kind.default_url
        return kind(Client(url), key, get(f"brokersync_crm.{code}_secret") or "")

    @api.model
    def _configured(self):
        return [code for code in PROVIDERS if self._provider(code)]

    @api.model
    def _ask_about(self, owner, code):
        """Queue a check; it is sent by the job, after this transaction.

        :raise UserError: the provider has no key, or works on this person already
        """
        if not self._provider(code):
            raise UserError(self.env._("Enter the key of %s first.", PROVIDERS[code].name))
        open_check = [
            ("owner_id", "=", owner.id),
            ("provider", "=", code),
            ("state", "in", UNFINISHED),
        ]
        if self.sudo().search_count(open_check, limit=1):
            raise UserError(
                self.env._(
                    "%(provider)s works on %(name)s already.",
                    provider=PROVIDERS[code].name,
                    name=owner.name,
                )
            )
        check = self.sudo().create({"owner_id": owner.id, "provider": code})
        self.env.ref("brokersync_crm.cron_kyc_check").sudo()._trigger()
        return check

    @api.model
    def _cron_check(self):
        """Send what is queued and ask for what is pending, each in a transaction of its own."""
        due = self.search(
            [("state", "in", UNFINISHED), ("next_at", "<=", fields.Datetime.now())],
            order="next_at",
            limit=50,
        )
        for number, check in enumerate(due, start=1):
            check._advance()
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(due) - number):
                break

    def _advance(self):
        """Make the next call of this check and keep what came of it; nothing is raised."""
        self.ensure_one()
        provider = self._provider(self.provider)
        now = fields.Datetime.now()
        try:
            if not provider:
                raise ProviderError(self.env._("The key was taken away."), again=False)
            if self.state == "queued":
                self.write({"reference": provider.start(self._subject()), "state": "pending"})
            outcome = provider.outcome(self.reference)
        except ProviderError as error:
            attempts = self.attempts + 1
            _logger.warning("KYC check %s: %s", self.id, error)
            self.write(
                {
                    "attempts": attempts,
                    "error": str(error)[:250],
                    "next_at": now + timedelta(minutes=2**attempts),
                    **({} if error.again and attempts < MAX_ATTEMPTS else {"state": "failed"}),
                }
            )
            return
        values = {
            "state": outcome.state,
            "reasons": "; ".join(outcome.reasons)[:250],
            "error": False,
        }
        if outcome.state == "pending":
            self.write(values | {"next_at": now + POLL, "attempts": 0})
        else:
            self.write(values | {"done_at": now})

    def _subject(self):
        owner = self.owner_id
        return Subject(
            reference=f"check-{self.id}",
            name=owner.name,
            birth_date=owner.birth_date or None,
            country=owner.country_id.code or "",
        )

    @api.model
    def _receive_webhook(self, code, headers, body):
        """A provider says that something has changed: ask it soon. Returns whether the call was the provider's."""
        provider = self._provider(code)
        if not provider:
            return False
        try:
            reference = provider.webhook(headers, body, time.time())
        except SignatureError as error:
            _logger.warning("Refused a webhook of %s: %s", code, error)
            return False
        except (ValueError, KeyError, TypeError, AttributeError):
            return True
        self.sudo().search(
            [("provider", "=", code), ("reference", "=", reference), ("state", "=", "pending")]
        ).next_at = fields.Datetime.now()
        self.env.ref("brokersync_crm.cron_kyc_check").sudo()._trigger()
        return True

    def action_retry(self):
        """Try a failed check again; for compliance."""
        if not self.env.user.has_group(COMPLIANCE):
            raise UserError(self.env._("This is decided by compliance."))
        self.check_access("read")
        failed = self.sudo().filtered(lambda check: check.state == "failed")
        for check in failed:
            check.write(
                {
                    "state": "pending" if check.reference else "queued",
                    "attempts": 0,
                    "next_at": fields.Datetime.now(),
                }
            )
        self.env.ref("brokersync_crm.cron_kyc_check").sudo()._trigger()


class BrokersyncBeneficialOwner(models.Model):
    _inherit = "brokersync.beneficial.owner"

    check_ids = fields.One2many("brokersync.kyc.check", "owner_id", string="Checks", readonly=True)

    def action_check(self):
        """Ask every provider that has a key about this person."""
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group(COMPLIANCE):
            raise UserError(self.env._("This is decided by compliance."))
        checks = self.env["brokersync.kyc.check"]
        codes = checks._configured()
        if not codes:
            raise UserError(
                self.env._("No provider has a key. None is needed: documents and lists decide.")
            )
        for code in codes:
            checks._ask_about(self, code)
