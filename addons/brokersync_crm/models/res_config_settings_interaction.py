from odoo import fields, models
from odoo.exceptions import ValidationError

from .brokersync_interaction_follow_up import DEFAULT_ESCALATION_DAYS, ESCALATION_DAYS
from .brokersync_interaction_lock import DEFAULT_LOCK_HOURS, LOCK_HOURS

LONGEST_LOCK_HOURS = 24 * 31
LONGEST_ESCALATION_DAYS = 365


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    brokersync_interaction_lock_hours = fields.Integer(
        "Interactions lock after (hours)",
        config_parameter=LOCK_HOURS,
        default=DEFAULT_LOCK_HOURS,
    )
    brokersync_follow_up_escalation_days = fields.Integer(
        "Overdue follow-ups escalate after (days)",
        config_parameter=ESCALATION_DAYS,
        default=DEFAULT_ESCALATION_DAYS,
    )

    def set_values(self):
        for name, longest in (
            ("brokersync_interaction_lock_hours", LONGEST_LOCK_HOURS),
            ("brokersync_follow_up_escalation_days", LONGEST_ESCALATION_DAYS),
        ):
            if not 1 <= self[name] <= longest:
                raise ValidationError(
                    self.env._(
                        "%(label)s: %(value)s is not between 1 and %(longest)s.",
                        label=self._fields[name]._description_string(self.env),
                        value=self[name],
                        longest=longest,
                    )
                )
        return super().set_values()
