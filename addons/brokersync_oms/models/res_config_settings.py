from odoo import fields, models
from odoo.exceptions import ValidationError

from .brokersync_interaction import DEFAULT_WINDOW_MINUTES, WINDOW_MINUTES

LONGEST_WINDOW = 7 * 24 * 60


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    brokersync_interaction_window_minutes = fields.Integer(
        "Orders follow an interaction for (minutes)",
        config_parameter=WINDOW_MINUTES,
        default=DEFAULT_WINDOW_MINUTES,
    )

    def set_values(self):
        minutes = self.brokersync_interaction_window_minutes
        if not 1 <= minutes <= LONGEST_WINDOW:
            raise ValidationError(
                self.env._(
                    "Orders follow an interaction for (minutes): %(value)s is not between 1 and %(longest)s.",
                    value=minutes,
                    longest=LONGEST_WINDOW,
                )
            )
        return super().set_values()
