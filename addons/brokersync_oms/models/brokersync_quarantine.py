from odoo import _, fields, models
from odoo.exceptions import UserError

from ..big_integer import BigInteger


class BrokersyncQuarantine(models.Model):
    """An event that could not be applied, kept until someone has looked at it."""

    _name = "brokersync.quarantine"
    _description = "Event in quarantine"
    _order = "id desc"
    _rec_name = "seq"
    _allow_sudo_commands = False

    shard_id = fields.Many2one("brokersync.shard", required=True, readonly=True, ondelete="cascade")
    seq = BigInteger("Event", readonly=True)
    payload = fields.Text(
        "Event as received",
        readonly=True,
        help="JSON; text, because it may hold what JSON columns refuse.",
    )
    error = fields.Char("Why", readonly=True)
    applied = fields.Boolean(
        readonly=True,
        help="The event itself was applied; what follows from it, such as a breach record, was not.",
    )
    state = fields.Selection(
        [("open", "Open"), ("done", "Done")], required=True, default="open", readonly=True
    )
    note = fields.Char("What was done")

    _seq_uniq = models.UniqueIndex("(shard_id, seq) WHERE NOT applied")

    def action_apply(self):
        """Apply the events again, oldest first, after the cause was mended.

        :raise UserError: an event still cannot be applied
        """
        self.check_access("write")
        for record in self.filtered(lambda r: r.state == "open" and not r.applied).sorted("seq"):
            error = self.env["brokersync.event.batch"]._apply_again(record.shard_id, record.payload)
            if error:
                raise UserError(
                    _(
                        "Event %(seq)s still cannot be applied: %(error)s",
                        seq=record.seq,
                        error=error,
                    )
                )
            record.state = "done"

    def action_dismiss(self):
        """Close without applying; the note says why."""
        self.check_access("write")
        for record in self:
            if not record.note:
                raise UserError(_("Write in the note what was done about event %s.", record.seq))
        self.state = "done"
