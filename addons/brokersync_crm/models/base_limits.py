from odoo import api, models
from odoo.exceptions import UserError

MAX_GROUPING_SETS = 200


class Base(models.AbstractModel):
    """Each set is a pass over the records: a pivot table of five by five groups needs 36."""

    _inherit = "base"

    @api.model
    def formatted_read_grouping_sets(self, domain, grouping_sets, aggregates=(), *, order=None):
        if len(grouping_sets) > MAX_GROUPING_SETS:
            raise UserError(
                self.env._(
                    "This asks for too much at once: more than %s groupings.", MAX_GROUPING_SETS
                )
            )
        return super().formatted_read_grouping_sets(domain, grouping_sets, aggregates, order=order)
