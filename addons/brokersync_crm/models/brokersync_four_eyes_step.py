from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .. import append_only
from ..kyc.steps import COMPLIANCE

LEAST_REASON = 10


class BrokersyncFourEyesStep(models.AbstractModel):
    """Mixin of what one compliance officer does about a record of `brokersync.four.eyes`, and why. Append-only."""

    _name = "brokersync.four.eyes.step"
    _description = "Step of a decision by two people"
    _inherit = ["brokersync.clean.text", "brokersync.firm.owned"]

    reason = fields.Text()

    def init(self):
        if not self._abstract:
            append_only.protect(self.env.cr, self._table)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.user.has_group(COMPLIANCE):
            raise AccessError(self.env._("This is decided by compliance."))
        for vals in vals_list:
            reason = (vals.get("reason") or "").strip()
            if self._needs_reason(vals) and len(reason) < LEAST_REASON:
                raise ValidationError(
                    self.env._("Say why, in at least %s characters.", LEAST_REASON)
                )
        steps = super().create(vals_list)
        for step in steps:
            step._apply()
        return steps

    def write(self, vals):
        raise UserError(self.env._("What was decided is never changed. Add another step."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was decided is kept."))

    def _needs_reason(self, vals):
        """Hook: whether the step with these values must say why."""
        return True

    def _apply(self):
        """Hook: change the record as the step says.

        :raise UserError: the step does not fit, or the second person is the first
        """
        raise NotImplementedError
