from odoo import models
from odoo.exceptions import UserError

from ..encrypted.fields import ALL, MASKED

MAX_ROWS = "brokersync_crm.export_max_rows"
MAX_ROWS_DEFAULT = 100_000


class Base(models.AbstractModel):
    """Data leaves the house: how much is limited, encrypted fields are masked for everybody, and it is on record."""

    _inherit = "base"

    def export_data(self, fields_to_export):
        limit = int(self.env["ir.config_parameter"].sudo().get_param(MAX_ROWS, MAX_ROWS_DEFAULT))
        if len(self) > limit:
            raise UserError(
                self.env._(
                    "%(count)s records are too many for one export, at most %(limit)s. Filter the list first.",
                    count=f"{len(self):,}",
                    limit=f"{limit:,}",
                )
            )
        masked = self.with_context(**{MASKED: ALL})
        result = super(Base, masked).export_data(fields_to_export)
        told = {"fields": sorted(fields_to_export), "records": len(self)}
        self.env["brokersync.audit"]._record("export", self.browse(), after=told)
        self.env["brokersync.security.event"]._log(
            "export", "success", action="export", model=self._name, **told
        )
        return result
