from odoo import api, models
from odoo.exceptions import AccessError, UserError


class BrokersyncEvidence(models.AbstractModel):
    """Mixin of what the program finds out and keeps: nobody enters, changes or deletes it by hand."""

    _name = "brokersync.evidence"
    _description = "Kept as evidence"

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_by_hand()
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_by_hand()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("This is kept as evidence and cannot be deleted."))

    def _refuse_by_hand(self):
        if not self.env.su:
            raise AccessError(self._where_it_comes_from())

    def _where_it_comes_from(self):
        """Hook: a sentence for who tries to enter it, saying how such a record is made."""
        return self.env._("This is not entered by hand.")
