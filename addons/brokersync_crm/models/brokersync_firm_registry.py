from odoo import api, fields, models
from odoo.exceptions import UserError

STAFF = "base.group_user"


class BrokersyncFirm(models.Model):
    _inherit = "brokersync.firm"

    registry_lookup_ids = fields.One2many(
        "brokersync.registry.lookup", "firm_id", "Registry look-ups", groups=STAFF
    )
    registry_lookup_id = fields.Many2one(
        "brokersync.registry.lookup", "VAT register", compute="_compute_registry", groups=STAFF
    )
    registry_state = fields.Selection(
        related="registry_lookup_id.state", string="Register says", groups=STAFF
    )

    @api.depends("registry_lookup_ids.state")
    def _compute_registry(self):
        for firm in self:
            firm.registry_lookup_id = firm.registry_lookup_ids[:1]

    def action_registry_lookup(self):
        """Ask the VAT register about the firm's number; a job does it, the form shows the state."""
        self.ensure_one()
        self.check_access("write")
        country = self.country_id or self.jurisdiction_id
        if not self.vat or not country:
            raise UserError(self.env._("Enter the VAT number and the country first."))
        self.env["brokersync.registry.lookup"]._queue(country.code, self.vat, self)
        self.env.ref("brokersync_crm.cron_registry_lookup").sudo()._trigger()
