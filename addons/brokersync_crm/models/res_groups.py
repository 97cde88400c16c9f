from odoo import api, fields, models
from odoo.tools import ormcache

IDENTITY_FIELDS = {"mfa_required", "implied_ids", "implied_by_ids"}
MEMBER_FIELDS = {"user_ids", "implied_ids", "implied_by_ids"}
"""What decides who is in a group; `all_user_ids` is written through the first."""


class ResGroups(models.Model):
    _inherit = "res.groups"

    mfa_required = fields.Boolean(
        "Second factor required",
        help="Members without an authenticator or passkey are sent to set one up and may do nothing else before.",
    )
    max_sessions = fields.Integer(
        "Sessions at once",
        help="A login beyond this number ends the member's oldest session. 0: no limit.",
    )

    _max_sessions_check = models.Constraint(
        "CHECK (max_sessions >= 0)", "The number of sessions cannot be negative."
    )

    @api.model
    @ormcache()
    def _brokersync_mfa_groups(self):
        """Ids of the groups that ask for a second factor."""
        return frozenset(self.sudo().search([("mfa_required", "=", True)]).ids)

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        changed = self._brokersync_staff() if MEMBER_FIELDS & vals.keys() else self.env["res.users"]
        with changed._brokersync_losing_rights():
            res = super().write(vals)
        if IDENTITY_FIELDS & vals.keys():
            self.env.registry.clear_cache()
        return res

    def unlink(self):
        self.env.registry.clear_cache()
        with self._brokersync_staff()._brokersync_losing_rights():
            return super().unlink()

    def _brokersync_staff(self):
        """Staff who are in these groups, by themselves or through another group."""
        domain = [("all_group_ids", "in", self.ids), ("share", "=", False)]
        return self.env["res.users"].sudo().search(domain)
