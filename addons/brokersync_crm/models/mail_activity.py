from odoo import models

from .brokersync_interaction_follow_up import FOLLOW_UP


class MailActivity(models.Model):
    """Once a follow-up is done, put off or dropped, nobody else has to step in."""

    _inherit = "mail.activity"

    def _brokersync_followed_up(self):
        """The interactions whose follow-ups these are."""
        kind = self.env.ref(FOLLOW_UP, raise_if_not_found=False)
        own = self.filtered(lambda activity: kind and activity.activity_type_id == kind)
        interactions = self.env["brokersync.interaction"].sudo()
        return interactions.browse(own.mapped("res_id")).exists()

    def write(self, vals):
        res = super().write(vals)
        if {"active", "date_deadline"} & vals.keys():
            self._brokersync_followed_up()._withdraw_escalation()
        return res

    def unlink(self):
        interactions = self._brokersync_followed_up()
        res = super().unlink()
        interactions.exists()._withdraw_escalation()
        return res
