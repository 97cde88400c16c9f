from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..append_only import protect

STATES = [
    ("sent", "Sent"),
    ("failed", "Failed"),
    ("delivered", "Delivered"),
    ("read", "Read"),
]
RANK = {"sent": 0, "failed": 0, "delivered": 1, "read": 2}


class BrokersyncCommunicationStatus(models.Model):
    """What became of a message, one row a state. Append-only, also in the database."""

    _name = "brokersync.communication.status"
    _description = "Delivery of a communication"
    _inherit = ["brokersync.firm.owned"]
    _order = "at, id"
    _rec_name = "state"
    _allow_sudo_commands = False
    _log_access = False

    communication_id = fields.Many2one(
        "brokersync.communication", required=True, readonly=True, ondelete="cascade"
    )
    firm_id = fields.Many2one(readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True)
    at = fields.Datetime("Time", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", "By", readonly=True, ondelete="restrict", help="Who read it."
    )
    reason = fields.Char(size=255, readonly=True)

    _state_uniq = models.Constraint(
        "UNIQUE (communication_id, state)", "This has been reported before."
    )

    def init(self):
        protect(self.env.cr, self._table)

    def write(self, vals):
        raise UserError(self.env._("The delivery of a message cannot be changed."))

    def unlink(self):
        raise UserError(self.env._("The delivery of a message cannot be deleted."))  # pylint: disable=no-raise-unlink

    @api.model
    def _record(self, communications, state, *, reason="", user=None, at=None):
        """Add `state` to every communication that does not have it yet: a provider may report twice."""
        if not communications:
            return
        communications.flush_recordset()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO brokersync_communication_status (communication_id, firm_id, state, at, user_id, reason)
                SELECT id, firm_id, %(state)s, %(at)s, %(user)s, %(reason)s
                  FROM brokersync_communication WHERE id IN %(ids)s
                ON CONFLICT (communication_id, state) DO NOTHING
                """,
                state=state,
                at=at or fields.Datetime.now(),
                user=user.id if user else None,
                reason=reason[:255] if reason else None,
                ids=tuple(communications.ids),
            )
        )
        self.invalidate_model()
        communications.invalidate_recordset(["status_ids", "state"])

    def _furthest(self):
        """The state that says most, False when nothing is known.

        What was read has been delivered. Of sent and failed the later one counts: a message can be tried again.
        """
        latest = max(
            self, key=lambda status: (RANK[status.state], status.at, status.id), default=None
        )
        return latest.state if latest else False
