from odoo import api, fields, models


class BrokersyncEvidenceFiles(models.AbstractModel):
    """Mixin of what is read from files: they belong to the record, so that whoever may read it may read them."""

    _name = "brokersync.evidence.files"
    _description = "Has files to be read"

    attachment_ids = fields.Many2many("ir.attachment", string="Files", copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._adopt_files()
        return records

    def write(self, vals):
        res = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_files()
        return res

    def _adopt_files(self):
        """Give files of nobody to the record; Odoo has checked that the user may read them."""
        for record in self:
            loose = record.sudo().attachment_ids.filtered(lambda file: not file.res_id)
            loose.write({"res_model": record._name, "res_id": record.id})
