import json
import logging

from odoo import api, fields, models
from odoo.tools import SQL

from ..append_only import protect
from ..audit import anchors, chain
from .brokersync_audit import CONTENT, canonical

_logger = logging.getLogger(__name__)

BATCH = 20_000
PATIENCE = "10 minutes"  # a row that waits longer to be chained is a finding
SHOWN = 100


class BrokersyncAuditCheck(models.Model):
    """One walk through the whole audit log, and what was found wrong with it."""

    _name = "brokersync.audit.check"
    _description = "Audit check"
    _order = "id desc"
    _rec_name = "date"
    _allow_sudo_commands = False
    _log_access = False

    date = fields.Datetime("Checked at", required=True, readonly=True)
    rows = fields.Integer(readonly=True, aggregator=None)
    sequence = fields.Integer("Last number", readonly=True, aggregator=None)
    hash = fields.Char("Last hash", readonly=True)
    anchored = fields.Boolean(
        readonly=True,
        help="The last hash was also compared with, and kept in, a file outside the database.",
    )
    state = fields.Selection(
        [("whole", "Whole"), ("broken", "Broken")], required=True, readonly=True
    )
    findings = fields.Text(readonly=True)

    def init(self):
        protect(self.env.cr, self._table)

    @api.model
    def _verify(self):
        """Walk through the log, keep the result and alarm compliance when something is wrong.

        :return: the check, in sudo
        """
        file = anchors.path()
        database = self._database_name()
        verifier = chain.Verifier(self.env["brokersync.audit"]._key(), anchors.read(file, database))
        findings = [finding for row in self._chained() for finding in verifier.check(row)]
        findings += verifier.check_end()
        findings += [
            finding for row in self._unchained() for finding in verifier.check_unchained(row)
        ]
        if file and not findings and verifier.rows:
            anchors.append(file, database, verifier.head)
        check = self.sudo().create(
            {
                "date": fields.Datetime.now(),
                "rows": verifier.rows,
                "sequence": verifier.head.sequence,
                "hash": verifier.head.hash,
                "anchored": bool(file),
                "state": "broken" if findings else "whole",
                "findings": "\n".join(f"{f.kind}: {f.place}: {f.text}" for f in findings[:SHOWN]),
            }
        )
        if findings:
            check._alarm(len(findings))
        return check

    @api.model
    def action_verify(self):
        """Button *Check now*."""
        self.check_access("read")
        check = self._verify()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": check.id,
            "view_mode": "form",
            "name": self.env._("Audit check"),
        }

    def _alarm(self, count):
        _logger.critical("The audit log is broken: %s", json.dumps(self.findings))
        officers = self.env.ref("brokersync_crm.group_compliance_officer").sudo().all_user_ids
        self.env["brokersync.notification"]._notify(
            "audit.broken",
            officers,
            title=self.env._("The audit log is broken: %s findings", count),
            body=self.findings.splitlines()[0],
            record=self,
        )

    @api.model
    def _database_name(self):
        """A restored or new database has another number: its chain is not compared with the old one's anchors."""
        self.env.cr.execute(
            "SELECT datname || ':' || oid FROM pg_database WHERE datname = current_database()"
        )
        return self.env.cr.fetchone()[0]

    def _chained(self):
        """All chained rows in their order, a batch at a time."""
        last = (0, 0)
        while rows := self._rows(
            SQL(
                "(sequence, id) > %s AND sequence IS NOT NULL ORDER BY sequence, id LIMIT %s",
                last,
                BATCH,
            )
        ):
            yield from rows
            last = (rows[-1].sequence, rows[-1].id)

    def _unchained(self):
        return self._rows(
            SQL(
                "hash IS NULL AND date < now() AT TIME ZONE 'UTC' - %s::interval ORDER BY id",
                PATIENCE,
            )
        )

    def _rows(self, condition):
        cr = self.env.cr
        names = (*CONTENT, "mac", "sequence", "previous", "hash")
        columns = SQL(", ").join(map(SQL.identifier, names))
        cr.execute(SQL("SELECT %s FROM brokersync_audit WHERE %s", columns, condition))
        return [
            chain.Row(row[0], tuple(canonical(row[: len(CONTENT)])), *row[len(CONTENT) :])
            for row in cr.fetchall()
        ]
