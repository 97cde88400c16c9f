from datetime import timedelta

from rapidfuzz import fuzz
from stdnum.eu import vat as stdnum_vat
from stdnum.exceptions import ValidationError as StdnumError
from stdnum.util import clean

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..registry import address, vies
from ..screening.normal import tokens

ENDPOINT = "brokersync_crm.vies_endpoint"

STATES = [
    ("queued", "Waiting for the register"),
    ("valid", "Registered"),
    ("invalid", "Not registered"),
    ("failed", "No answer"),
]

AGREEMENT = [("same", "Same"), ("similar", "Similar"), ("different", "Different")]
SIMILAR_FROM = 80

MAX_ATTEMPTS = 5


class BrokersyncRegistryLookup(models.Model):
    """A question to a company register and its answer, kept as evidence: who asked, when, what was said."""

    _name = "brokersync.registry.lookup"
    _description = "Registry look-up"
    _inherit = ["brokersync.evidence", "brokersync.firm.owned"]
    _order = "id desc"
    _rec_name = "number"
    _allow_sudo_commands = False

    firm_id = fields.Many2one(required=False, readonly=True)
    country_code = fields.Char("Country", required=True, readonly=True, size=2)
    number = fields.Char("VAT number", required=True, readonly=True, size=20)
    state = fields.Selection(STATES, required=True, default="queued", readonly=True, index=True)
    attempts = fields.Integer(readonly=True)
    next_try = fields.Datetime("Next try", readonly=True, default=fields.Datetime.now)
    error = fields.Char("What went wrong", readonly=True, size=255)
    answered_at = fields.Datetime("Answered", readonly=True)
    registered_name = fields.Char("Registered name", readonly=True, size=255)
    registered_address = fields.Text("Registered address", readonly=True)
    firm_name = fields.Char("Name with us", readonly=True, size=255)
    name_agreement = fields.Selection(AGREEMENT, "Names are", readonly=True)
    evidence = fields.Text("Answer of the register", readonly=True)

    def write(self, vals):
        if any(lookup.state in ("valid", "invalid") for lookup in self):
            raise UserError(self.env._("An answer of the register is evidence and stays."))
        return super().write(vals)

    def _where_it_comes_from(self):
        return self.env._("What a register said is not entered by hand.")

    @api.model
    def _check_vat(self, country, number, *, firm=None):
        """Ask now, and return the look-up whose state is the answer. Takes seconds: for jobs, not for requests.

        :param country: ISO 3166 alpha-2 code
        :param number: with or without the country before it
        :param firm: whose number it is, if known
        :raise ValidationError: the number cannot be one, by its own check digits
        :raise UserError: no register is configured
        """
        lookup = self._queue(country, number, firm)
        lookup._ask()
        return lookup

    @api.model
    def _queue(self, country, number, firm=None):
        if not self._endpoint():
            raise UserError(
                self.env._("No VAT register is configured. An administrator sets its address.")
            )
        # VIES knows Greece as EL.
        code = {"GR": "EL"}.get(country, country)
        bare = clean(number, " -./").upper()
        try:
            number = stdnum_vat.validate(bare if bare.startswith(code) else f"{code}{bare}")
        except StdnumError as error:
            raise ValidationError(
                self.env._(
                    "VAT number “%(number)s” (%(country)s): %(reason)s",
                    number=bare[:40],
                    country=country,
                    reason=error.message,
                )
            ) from error
        return self.sudo().create(
            {
                "firm_id": firm.id if firm else False,
                "firm_name": (firm.name or "")[:255] if firm else False,
                "country_code": number[:2],
                "number": number[2:],
            }
        )

    @api.model
    def _endpoint(self):
        return self.env["ir.config_parameter"].sudo().get_param(ENDPOINT)

    def action_retry(self):
        """Ask again after a failure."""
        self.check_access("read")
        self.sudo().filtered(lambda lookup: lookup.state == "failed").write(
            {"state": "queued", "attempts": 0, "next_try": fields.Datetime.now()}
        )
        self.env.ref("brokersync_crm.cron_registry_lookup").sudo()._trigger()

    def action_use(self):
        """Take name and address of the register over into the firm; needs the right to change the firm."""
        self.ensure_one()
        self.check_access("read")
        if self.state != "valid" or not self.firm_id:
            raise UserError(self.env._("The register did not confirm this number."))
        values = {"name": self.registered_name} if self.registered_name else {}
        if self.registered_address:
            values |= address.split(self.registered_address)
        self.firm_id.write(values)

    @api.model
    def _cron_ask(self):
        due = self.search(
            [("state", "=", "queued"), ("next_try", "<=", fields.Datetime.now())], order="id"
        )
        for left, lookup in zip(range(len(due) - 1, -1, -1), due, strict=True):
            lookup._ask()
            if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                return

    def _ask(self):
        """One attempt. A register that is away is asked again, five times, after 1, 2, 4… minutes."""
        self.ensure_one()
        try:
            answer = vies.check_vat(self._endpoint(), self.country_code, self.number)
        except vies.Unavailable as error:
            attempts = self.attempts + 1
            self.write(
                {
                    "attempts": attempts,
                    "error": str(error)[:255],
                    "state": "queued" if attempts < MAX_ATTEMPTS else "failed",
                    "next_try": fields.Datetime.now() + timedelta(minutes=2 ** (attempts - 1)),
                }
            )
        except vies.Refused as error:
            self.write({"state": "failed", "error": str(error)[:255]})
        else:
            self.write(
                {
                    "state": "valid" if answer.valid else "invalid",
                    "answered_at": fields.Datetime.now(),
                    "registered_name": answer.name[:255],
                    "registered_address": answer.address,
                    "name_agreement": self._agreement(answer.name),
                    "evidence": answer.xml,
                    "error": False,
                }
            )

    def _agreement(self, name):
        """How the registered name compares with ours, without legal forms and whatever the order of words."""
        if not name or not self.firm_name:
            return False
        ours, theirs = (sorted(tokens(text)) for text in (self.firm_name, name))
        if ours == theirs:
            return "same"
        return (
            "similar"
            if fuzz.ratio(" ".join(ours), " ".join(theirs)) >= SIMILAR_FROM
            else "different"
        )
