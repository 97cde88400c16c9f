from xmlrpc.client import MAXINT

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ..big_integer import BigInteger
from ..event import load_events

PROTOCOL = 1
SILENT_AFTER = (
    30  # seconds without a call until the link counts as down; the sidecar calls every second
)
LINK = [("never", "Never seen"), ("up", "Up"), ("down", "Down")]


class BrokersyncShard(models.Model):
    """One matching sidecar, seen from Odoo, and the seam it calls. The contract is docs/protocol.md."""

    _name = "brokersync.shard"
    _description = "Shard of the matching sidecar"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "code"
    _rec_name = "code"
    _allow_sudo_commands = False

    code = fields.Char(required=True, readonly=True)
    journal_id = fields.Char(
        required=True, readonly=True, help="Events of another journal are refused."
    )
    last_seq = BigInteger("Applied up to event", required=True, readonly=True, default=0)
    sidecar_seq = BigInteger("Sidecar is at event", readonly=True, default=0)
    lag = BigInteger("Events behind", compute="_compute_lag")
    last_event_time = fields.Datetime("Last event", readonly=True)
    delay_ms = fields.Integer(
        "Delay (ms)", readonly=True, help="From the last event of the latest batch to Odoo."
    )
    last_seen = fields.Datetime("Last seen", readonly=True)
    link_state = fields.Selection(LINK, "Link", compute="_compute_link_state")
    quarantine_ids = fields.One2many("brokersync.quarantine", "shard_id")
    quarantine_count = fields.Integer("In quarantine", compute="_compute_quarantine_count")
    pending_notice = fields.Json(readonly=True)
    noticed_at = BigInteger(readonly=True, default=0)

    _code_uniq = models.Constraint("UNIQUE (code)", "This shard exists.")

    @api.depends("last_seq", "sidecar_seq")
    def _compute_lag(self):
        for shard in self:
            shard.lag = max(0, shard.sidecar_seq - shard.last_seq)

    @api.depends("last_seen")
    def _compute_link_state(self):
        now = fields.Datetime.now()
        for shard in self:
            silent = shard.last_seen and (now - shard.last_seen).total_seconds()
            shard.link_state = (
                "never" if silent is False else "down" if silent > SILENT_AFTER else "up"
            )

    @api.depends("quarantine_ids.state")
    def _compute_quarantine_count(self):
        counts = dict(
            self.env["brokersync.quarantine"]._read_group(
                [("shard_id", "in", self.ids), ("state", "=", "open")],
                ["shard_id"],
                ["__count"],
            )
        )
        for shard in self:
            shard.quarantine_count = counts.get(shard, 0)

    # The seam: called by the sidecar, by name

    @api.model
    def handshake(self, shard, protocol, journal_id, last_seq):
        """Agree on where both sides stand.

        :raise UserError: another protocol, or another journal than the one this shard began with
        :raise AccessError: the caller is not the sidecar service
        """
        self._check_service()
        if protocol != PROTOCOL:
            raise UserError(
                _(
                    "Protocol %(theirs)s is not spoken here, only %(ours)s.",
                    theirs=protocol,
                    ours=PROTOCOL,
                )
            )
        record = self.sudo()._lock(shard)
        if not record:
            record = self.sudo().create({"code": str(shard), "journal_id": journal_id})
        if record.journal_id != journal_id:
            raise UserError(
                _(
                    "Shard %(shard)s began with journal %(ours)s and refuses journal %(theirs)s.",
                    shard=record.code,
                    ours=record.journal_id,
                    theirs=journal_id,
                )
            )
        record.write({"sidecar_seq": last_seq, "last_seen": fields.Datetime.now()})
        self.env["brokersync.command"].sudo()._send_now()
        self.env["brokersync.revocation"].sudo()._send_now()
        return {"protocol": PROTOCOL, **record._standing()}

    @api.model
    def apply_events(self, shard, first_seq, events_json):
        """Apply a batch of events together with the cursor. Repeats are ignored, an empty batch is a heartbeat.

        :raise ValidationError: `GAP have N got M`, or the batch cannot be read
        :raise UserError: the shard has not introduced itself
        :raise AccessError: the caller is not the sidecar service
        """
        self._check_service()
        record = self.sudo()._lock(shard)
        if not record:
            raise UserError(_("Shard %s is not known: call handshake first.", shard))
        try:
            events = load_events(events_json)
        except (TypeError, ValueError) as error:
            raise ValidationError(_("The batch cannot be read: %s", error)) from error
        record._check_numbers(first_seq, events)
        fresh = events[max(0, record.last_seq + 1 - int(first_seq)) :]
        rows = self.env["brokersync.event.batch"].sudo()._apply(record, fresh)
        quarantined = len(fresh) - len(rows)
        if fresh:
            record._advance(fresh[-1])
        record._touch(int(first_seq) + len(events) - 1)
        record._follow_up(rows)
        return {**record._standing(), "quarantined": quarantined}

    @api.model
    def reference(self, shard, since):
        """Reference data rows newer than version `since`, ascending, and the version they lead to.

        :raise AccessError: the caller is not the sidecar service
        """
        self._check_service()
        return {
            "version": _rpc(self.env["brokersync.reference.version"].sudo()._current()),
            "rows": self.env["brokersync.reference"].sudo()._reference_rows(int(since)),
        }

    def _check_service(self):
        if not self.env.user.has_group("brokersync_crm.group_sidecar_service"):
            raise AccessError(_("Only the matching sidecar may call this."))

    def _lock(self, code):
        """The shard, locked until commit: one batch at a time."""
        self.env.cr.execute(
            "SELECT id FROM brokersync_shard WHERE code = %s FOR UPDATE", [str(code)]
        )
        record = self.browse(row[0] for row in self.env.cr.fetchall())
        record.invalidate_recordset()
        return record

    def _standing(self):
        return {
            "last_seq": _rpc(self.last_seq),
            "reference_version": _rpc(self.env["brokersync.reference.version"]._current()),
        }

    def _check_numbers(self, first_seq, events):
        if first_seq > self.last_seq + 1:
            gap = f"GAP have {self.last_seq} got {int(first_seq)}"  # protocol, not translated
            raise ValidationError(gap)
        for seq, event in enumerate(events, int(first_seq)):
            if not isinstance(event, dict) or event.get("seq") != seq:
                raise ValidationError(
                    _("The batch cannot be read: event %s does not carry its number.", seq)
                )

    def _advance(self, last_event):
        ts = last_event.get("ts") if isinstance(last_event.get("ts"), int) else None
        self.env.cr.execute(
            SQL(
                """
            UPDATE brokersync_shard SET last_seq = %s,
                last_event_time = TIMESTAMP 'epoch' + %s / 1000 * INTERVAL '1 microsecond',
                delay_ms = LEAST(GREATEST(0, extract(epoch FROM clock_timestamp()) * 1000 - %s / 1000000), 2147483647)
            WHERE id = %s
            """,
                last_event["seq"],
                ts,
                ts,
                self.id,
            )
        )

    def _touch(self, sidecar_seq):
        self.env.cr.execute(
            SQL(
                """
            UPDATE brokersync_shard SET last_seen = clock_timestamp() AT TIME ZONE 'UTC',
                sidecar_seq = GREATEST(sidecar_seq, %s)
            WHERE id = %s
            """,
                sidecar_seq,
                self.id,
            )
        )
        self.invalidate_recordset()


def _rpc(number):
    """XML-RPC ends at 2^31 - 1; beyond it a float, exact up to 2^53, as Odoo does."""
    return float(number) if number > MAXINT else number
