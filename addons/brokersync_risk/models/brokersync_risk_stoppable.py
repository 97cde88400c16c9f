from odoo import _, api, fields, models
from odoo.exceptions import AccessError

STOPPED_BY = [
    ("account", "this account"),
    ("firm", "this firm"),
    ("all", "everyone"),
]


class BrokersyncRiskStoppable(models.AbstractModel):
    """Mixin of what the kill switch stops: an account, a firm, or with the shard everyone.

    The sidecar keeps the switch; the field says where Odoo last put it.
    """

    _name = "brokersync.risk.stoppable"
    _description = "Can be stopped by the kill switch"

    kill_switch = fields.Boolean(
        "Trading stopped",
        readonly=True,
        copy=False,
        help="New orders are refused and open ones were cancelled.",
    )
    stopped_by = fields.Selection(
        STOPPED_BY, compute="_compute_stopped_by", compute_sudo=True, help="Whom the stop is for."
    )

    @api.depends("kill_switch")
    def _compute_stopped_by(self):
        everyone = self.env["brokersync.shard"].search_count([("kill_switch", "=", True)], limit=1)
        scope = {"brokersync.account": "account", "brokersync.firm": "firm"}.get(self._name, "all")
        for record in self:
            record.stopped_by = "all" if everyone else scope if record.kill_switch else False

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any("kill_switch" in vals for vals in vals_list):
            raise AccessError(_("Trading is stopped with the kill switch only."))
        return super().create(vals_list)

    def write(self, vals):
        if "kill_switch" in vals and not self.env.su:
            raise AccessError(_("Trading is stopped with the kill switch only."))
        return super().write(vals)

    def action_kill_switch(self):
        """Ask for the reason, then stop or resume trading."""
        self.ensure_one()
        scope = "account" if self._name == "brokersync.account" else "firm"
        return {
            "type": "ir.actions.act_window",
            "name": _("Resume trading") if self.kill_switch else _("Stop trading"),
            "res_model": "brokersync.risk.kill.switch",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_scope": scope,
                f"default_{scope}_id": self.id,
                "default_stop": not self.kill_switch,
            },
        }
