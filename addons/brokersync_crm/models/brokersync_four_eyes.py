from odoo import fields, models
from odoo.exceptions import UserError

TWO_PEOPLE = (
    "proposed_by_id IS NOT NULL AND decided_by_id IS NOT NULL AND proposed_by_id <> decided_by_id"
)
"""SQL condition for the constraint each model declares over the states in which it is decided."""


class BrokersyncFourEyes(models.AbstractModel):
    """Mixin of what is decided by two people, one after the other: the first proposes, another one confirms.

    The record itself is evidence. People only add rows of its steps (`brokersync.four.eyes.step`), and who added a row
    is its `create_uid`, which nobody can choose, neither over RPC nor by import.
    """

    _name = "brokersync.four.eyes"
    _description = "Decided by two people"
    _inherit = ["brokersync.evidence", "brokersync.firm.owned"]

    proposed_by_id = fields.Many2one("res.users", "Proposed by", readonly=True)
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True)
    decided_at = fields.Datetime("Decided", readonly=True)

    def _propose(self, user, **values):
        """Keep the opinion of the first person."""
        self.write({"proposed_by_id": user.id, **values})

    def _confirm(self, user, state):
        """Decide as the second person.

        :raise UserError: `user` is the first
        """
        if user == self.proposed_by_id:
            raise UserError(self.env._("You proposed this: a second person decides."))
        self.write({"state": state, "decided_by_id": user.id, "decided_at": fields.Datetime.now()})

    def _ask_for_step(self, model, title, **values):
        """Action: a dialog for a step of this record.

        :param values: of the step, by field
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "views": [(False, "form")],
            "target": "new",
            "context": {f"default_{name}": value for name, value in values.items()},
        }
