from odoo import api, models

from ..sidecar_client import SidecarClient


class BrokersyncHealth(models.AbstractModel):
    _inherit = "brokersync.health"

    @api.model
    def _problems(self):
        problems = super()._problems()
        if not SidecarClient().is_ready():
            problems.append("the matching sidecar is not ready")
        return problems
