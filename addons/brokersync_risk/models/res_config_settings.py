from odoo import fields, models
from odoo.exceptions import ValidationError

from ..const import MAX_LOTS, START_LIMITS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    brokersync_start_max_order_qty = fields.Integer(
        "Largest order",
        default=START_LIMITS["max_order_qty"],
        config_parameter="brokersync_risk.start_max_order_qty",
        help="Contracts in one order of a new client's first account.",
    )
    brokersync_start_position_limit = fields.Integer(
        "Position limit",
        default=START_LIMITS["position_limit"],
        config_parameter="brokersync_risk.start_position_limit",
        help="Contracts long or short in one instrument of a new client's first account.",
    )
    brokersync_start_rate = fields.Integer(
        "Orders a second",
        default=START_LIMITS["rate"],
        config_parameter="brokersync_risk.start_rate",
    )

    def set_values(self):
        """Refuse a limit that is none: 0 would let a new client trade without one."""
        for name in START_LIMITS:
            field = f"brokersync_start_{name}"
            if not 0 < self[field] <= MAX_LOTS:
                raise ValidationError(
                    self.env._(
                        "New clients, %(label)s: a whole number from 1 to %(upper)s.",
                        label=self._fields[field]._description_string(self.env),
                        upper=f"{MAX_LOTS:,}",
                    )
                )
        return super().set_values()
