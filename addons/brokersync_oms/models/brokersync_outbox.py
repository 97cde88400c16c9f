import logging
from datetime import timedelta
from functools import partial

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from ..sidecar_client import TIMEOUT, SidecarClient

_logger = logging.getLogger(__name__)

MAX_WAIT = 60  # seconds between two attempts


class BrokersyncOutbox(models.AbstractModel):
    """Mixin of what is sent to the matching sidecar: right after the commit that made it, and again by a job.

    A model has a `state` that begins as `waiting`, sends in `_send()`, and names its job.
    """

    _name = "brokersync.outbox"
    _description = "On its way to the matching sidecar"
    _outbox_cron = None  # XML id of the job
    _outbox_timeout = TIMEOUT

    attempts = fields.Integer(readonly=True)
    next_try = fields.Datetime("Next try", readonly=True, default=fields.Datetime.now)
    last_error = fields.Char("Last error", readonly=True)

    _waiting_idx = models.Index("(next_try) WHERE state = 'waiting'")

    def _send(self, client):
        """Send one and record how it went.

        :return: False when the sidecar cannot be reached, so that sending more is pointless now
        """
        raise NotImplementedError

    def _send_after_commit(self):
        self.env.cr.postcommit.add(
            partial(_send_committed, self.env.registry, self._name, self.ids)
        )

    @api.model
    def _cron_send(self):
        """Send what is due."""
        due = self.search([("state", "=", "waiting"), ("next_try", "<=", fields.Datetime.now())])
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        _send_committed(self.env.registry, self._name, due.ids)
        self.env["ir.cron"]._commit_progress(len(due), remaining=0)

    @api.model
    def _send_now(self):
        """The sidecar is there again: let the job send all that waits."""
        waiting = self.search([("state", "=", "waiting")])
        if waiting:
            waiting.next_try = fields.Datetime.now()
            self.env.ref(self._outbox_cron)._trigger()

    def _lock_waiting(self):
        """True when this one still waits and no one else is sending it."""
        self.env.cr.execute(
            SQL(
                "SELECT id FROM %s WHERE id = %s AND state = 'waiting' FOR UPDATE SKIP LOCKED",
                SQL.identifier(self._table),
                self.id,
            )
        )
        return bool(self.env.cr.rowcount)

    def _wait(self, error, seconds=None):
        """Try again after `seconds`, or else after twice as long as the last time; a minute at most."""
        attempts = self.attempts + 1
        next_try = fields.Datetime.now() + timedelta(seconds=min(seconds or 2**attempts, MAX_WAIT))
        self.write({"attempts": attempts, "next_try": next_try, "last_error": error})
        self.env.ref(self._outbox_cron)._trigger(at=next_try)


def _send_committed(registry, model, ids):
    """Send each in a transaction of its own, until one cannot be sent; what somebody else is sending is left out."""
    client = SidecarClient(registry[model]._outbox_timeout)
    for record_id in ids:
        try:
            with registry.cursor() as cr:
                record = api.Environment(cr, SUPERUSER_ID, {})[model].browse(record_id)
                if record._lock_waiting() and not record._send(client):
                    return
        except Exception:
            _logger.exception("%s %s was not sent to the matching sidecar", model, record_id)
            return
