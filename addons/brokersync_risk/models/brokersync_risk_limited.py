from odoo import _, models
from odoo.exceptions import UserError

from ..limit_math import loosened


class BrokersyncRiskLimited(models.AbstractModel):
    """Mixin of what has limits and reports them to the gate in its reference row: accounts and firms."""

    _name = "brokersync.risk.limited"
    _description = "Has trading limits"

    def _risk_limits(self):
        """The limits in force for this record."""
        raise NotImplementedError

    def _check_limits_not_loosened(self):
        """Raise UserError when the gate would let more through than it was last told to.

        Comparing what is enforced, not what was typed, catches every way: a raised value, a limit lifted, a limit
        for one instrument above the general one.
        """
        for record in self.sudo():
            names = loosened(record.reference_row or {}, record._reference_row())
            if names:
                raise UserError(
                    _(
                        "This would let %(subject)s trade more than now (%(limits)s) and needs a second risk officer: "
                        "open the limit and press “Propose a change”. A new limit is created out of force first.",
                        subject=record.code,
                        limits=", ".join(names),
                    )
                )
