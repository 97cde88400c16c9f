import logging
from datetime import timedelta
from functools import partial

from odoo import SUPERUSER_ID, _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..sidecar_client import SidecarClient, SidecarUnavailable

_logger = logging.getLogger(__name__)

PATHS = {"new": "/v1/orders", "cancel": "/v1/orders/cancel", "replace": "/v1/orders/replace"}
MAX_WAIT = 60  # seconds between two attempts


class BrokersyncCommand(models.Model):
    """The outbox: requests on their way to the matching sidecar.

    A request is sent right after the commit that made it, and again by a job until the sidecar has answered. The client
    order id makes sending twice harmless. The answer itself is not applied: the state comes with the events.
    """

    _name = "brokersync.command"
    _description = "Request to the matching sidecar"
    _order = "id"
    _rec_name = "cl_ord_id"
    _inherit = ["brokersync.firm.owned"]
    _allow_sudo_commands = False

    order_id = fields.Many2one(
        "brokersync.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    firm_id = fields.Many2one(related="order_id.firm_id", store=True, precompute=True)
    kind = fields.Selection(
        [("new", "New"), ("cancel", "Cancel"), ("replace", "Change")], required=True, readonly=True
    )
    cl_ord_id = fields.Char("Client order ID", required=True, readonly=True)
    payload = fields.Json(required=True, readonly=True)
    login = fields.Char(required=True, readonly=True, help="Who asked; becomes entered_by.")
    state = fields.Selection(
        [("waiting", "Waiting"), ("sent", "Sent"), ("failed", "Refused")],
        required=True,
        default="waiting",
        readonly=True,
    )
    attempts = fields.Integer(readonly=True)
    next_try = fields.Datetime("Next try", readonly=True, default=fields.Datetime.now)
    last_error = fields.Char("Last error", readonly=True)

    _cl_ord_id_uniq = models.Constraint("UNIQUE (cl_ord_id)", "This client order ID is taken.")
    _waiting_idx = models.Index("(next_try) WHERE state = 'waiting'")

    def _sync_state(self):
        """How the request stands, seen from the order; see SYNC_STATE."""
        if self.state == "failed":
            return "refused"
        order = self.order_id
        if (
            order.ord_status != "pending_new"
            if self.kind == "new"
            else order.pending_cl_ord_id != self.cl_ord_id
        ):
            return "answered"
        return self.state

    def _sync_message(self):
        """Since when it waits; why is for staff, clients need not know our servers."""
        since = fields.Datetime.context_timestamp(self, self.create_date).strftime("%H:%M:%S")
        if not self.env.user._is_internal():
            return _("Waiting for the market since %s. It is sent again by itself.", since)
        return _(
            "Waiting for the matching sidecar since %(since)s (%(reason)s).",
            since=since,
            reason=self.last_error or _("being sent"),
        )

    def _send_after_commit(self):
        self.env.cr.postcommit.add(partial(_send_committed, self.env.registry, self.ids))

    @api.model
    def _cron_send(self):
        """Send what is due; within an order strictly one after the other."""
        due = self.search([("state", "=", "waiting"), ("next_try", "<=", fields.Datetime.now())])
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        _send_committed(self.env.registry, due.ids)
        self.env["ir.cron"]._commit_progress(len(due), remaining=0)

    @api.model
    def _send_now(self):
        """The sidecar is there again: let the job send everything that waits."""
        waiting = self.search([("state", "=", "waiting")])
        if waiting:
            waiting.next_try = fields.Datetime.now()
            self.env.ref("brokersync_oms.cron_send_commands")._trigger()

    def _lock_waiting(self):
        """True when this request still waits, is the first of its order, and no one else is sending it."""
        self.env.cr.execute(
            SQL(
                """
            SELECT id FROM brokersync_command c WHERE id = %s AND state = 'waiting' AND NOT EXISTS (
                SELECT FROM brokersync_command e WHERE e.order_id = c.order_id AND e.id < c.id AND e.state = 'waiting'
            ) FOR UPDATE SKIP LOCKED
            """,
                self.id,
            )
        )
        return bool(self.env.cr.rowcount)

    def _send(self, client):
        """Send one request and record how it went.

        :return: False when the sidecar cannot be reached, so that sending more is pointless now
        """
        self.ensure_one()
        try:
            token = self.env["brokersync.token"]._command_token(self.login, self.payload["account"])
            answer = client.post(PATHS[self.kind], self.payload, token)
        except (SidecarUnavailable, UserError) as error:
            self._wait(error)
            return False
        self.attempts += 1
        if answer.refusal is None:
            self.write({"state": "sent", "last_error": False})
        else:
            code, text = (
                answer.refusal["code"],
                answer.refusal.get("detail") or answer.refusal.get("title") or "",
            )
            self.write({"state": "failed", "last_error": f"{code}: {text}"})
            self.env["brokersync.event.batch"]._apply_refusal(self, code, text)
        return True

    def _wait(self, error):
        attempts = self.attempts + 1
        seconds = getattr(error, "retry_after", None) or 2**attempts
        next_try = fields.Datetime.now() + timedelta(seconds=min(seconds, MAX_WAIT))
        self.write({"attempts": attempts, "next_try": next_try, "last_error": str(error)})
        self.env.ref("brokersync_oms.cron_send_commands")._trigger(at=next_try)


def _send_committed(registry, ids):
    """Send requests, each in a transaction of its own, until one cannot be sent."""
    client = SidecarClient()
    for command_id in ids:
        try:
            with registry.cursor() as cr:
                command = api.Environment(cr, SUPERUSER_ID, {})["brokersync.command"].browse(
                    command_id
                )
                if command._lock_waiting() and not command._send(client):
                    return
        except Exception:
            _logger.exception("Request %s to the matching sidecar was not sent", command_id)
            return
