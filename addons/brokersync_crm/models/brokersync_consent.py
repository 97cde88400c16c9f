from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.http import request

from ..append_only import protect

PURPOSES = [
    ("marketing", "News and offers by e-mail or phone"),
    ("research", "Market research and surveys"),
    ("profiling", "Suggestions computed from trading behaviour"),
    ("sharing", "Sharing or selling data to others (CCPA)"),
]
SOURCES = [("portal", "Portal"), ("broker", "Broker"), ("request", "Privacy request")]


class BrokersyncConsent(models.Model):
    """One decision of a person about one purpose. Append-only: the latest counts, the others prove what was before."""

    _name = "brokersync.consent"
    _description = "Consent"
    _inherit = ["brokersync.firm.owned"]
    _order = "id desc"
    _rec_name = "purpose"
    _allow_sudo_commands = False
    _log_access = False

    trader_id = fields.Many2one(
        "brokersync.trader", required=True, readonly=True, ondelete="restrict"
    )
    purpose = fields.Selection(PURPOSES, required=True, readonly=True)
    granted = fields.Boolean(readonly=True)
    wording = fields.Char(
        readonly=True, help="What the person agreed to or refused, as it was shown"
    )
    date = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Recorded by", readonly=True, ondelete="restrict")
    source = fields.Selection(SOURCES, required=True, readonly=True)
    address = fields.Char("From", readonly=True)

    _latest_idx = models.Index("(trader_id, purpose, id DESC)")

    _personal_fields = {"address": "keep"}
    _personal_basis = "Proof of consent: GDPR art. 7(1)"
    _personal_keep_days = 1826

    def init(self):
        protect(self.env.cr, self._table)

    def write(self, vals):
        raise UserError(self.env._("A recorded consent cannot be changed: record a new one."))

    def unlink(self):
        raise UserError(self.env._("A recorded consent cannot be deleted."))  # pylint: disable=no-raise-unlink

    @api.model
    def _decide(self, trader, purpose, granted, source):
        """Record a decision, unless it is the one that counts already. Gives it, in sudo."""
        if bool(granted) == self._current(trader)[purpose]:
            return self.browse()
        return self.sudo().create(
            {
                "firm_id": trader.firm_id.id,
                "trader_id": trader.id,
                "purpose": purpose,
                "granted": bool(granted),
                "wording": dict(PURPOSES)[purpose],
                "date": fields.Datetime.now(),
                "user_id": self.env.uid,
                "source": source,
                "address": request.httprequest.remote_addr if request else False,
            }
        )

    @api.model
    def _current(self, trader):
        """Whether each purpose is granted; what was never asked is not."""
        current = {purpose: False for purpose, _label in PURPOSES}
        for consent in reversed(self.sudo().search([("trader_id", "=", trader.id)])):
            current[consent.purpose] = consent.granted
        return current
