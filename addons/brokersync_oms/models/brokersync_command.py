from odoo import _, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..sidecar_client import SidecarUnavailable

PATHS = {"new": "/v1/orders", "cancel": "/v1/orders/cancel", "replace": "/v1/orders/replace"}


class BrokersyncCommand(models.Model):
    """Requests about orders on their way to the matching sidecar.

    The client order id makes sending twice harmless. The answer itself is not applied: the state comes with the events.
    """

    _name = "brokersync.command"
    _description = "Request to the matching sidecar"
    _order = "id"
    _rec_name = "cl_ord_id"
    _inherit = ["brokersync.outbox", "brokersync.firm.owned"]
    _allow_sudo_commands = False
    _outbox_cron = "brokersync_oms.cron_send_commands"

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

    _cl_ord_id_uniq = models.Constraint("UNIQUE (cl_ord_id)", "This client order ID is taken.")

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
        self.ensure_one()
        try:
            token = self.env["brokersync.token"]._command_token(self.login, self.payload["account"])
            answer = client.post(PATHS[self.kind], self.payload, token)
        except (SidecarUnavailable, UserError) as error:
            self._wait(str(error), getattr(error, "retry_after", None))
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
