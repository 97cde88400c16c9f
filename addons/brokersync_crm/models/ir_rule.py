from odoo import models
from odoo.exceptions import AccessError


def refusal(env):
    """What a client is told: not the names of models and records that Odoo's own text gives away."""
    return AccessError(
        env._("You may not do this, or it does not exist. If you need it, ask your broker.")
    )


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        error = super()._make_access_error(operation, records)  # writes the log
        return refusal(self.env) if self.env.user.share else error


class IrModelAccess(models.Model):
    _inherit = "ir.model.access"

    def _make_access_error(self, model, mode):
        error = super()._make_access_error(model, mode)
        return refusal(self.env) if self.env.user.share else error
