from odoo import _, api, fields, models
from odoo.addons.brokersync_oms.sidecar_client import SidecarClient, SidecarUnavailable
from odoo.exceptions import AccessError, UserError

WORDS = {True: "STOP ALL TRADING", False: "RESUME ALL TRADING"}


class BrokersyncRiskKillSwitch(models.TransientModel):
    """Stops or resumes trading of an account, a firm or everyone.

    The sidecar is called while the officer waits: whether trading has stopped must be known now, not later.
    """

    _name = "brokersync.risk.kill.switch"
    _description = "Kill switch"
    _allow_sudo_commands = False

    scope = fields.Selection(
        [("account", "One account"), ("firm", "One firm"), ("all", "Everyone")],
        required=True,
        default="all",
    )
    account_id = fields.Many2one("brokersync.account", ondelete="cascade")
    firm_id = fields.Many2one("brokersync.firm", ondelete="cascade")
    stop = fields.Boolean(default=True)
    reason = fields.Char(required=True, size=200)
    words = fields.Char(compute="_compute_words")
    confirmation = fields.Char(help="Type the words shown.")

    @api.depends("scope", "stop")
    def _compute_words(self):
        for wizard in self:
            wizard.words = WORDS[wizard.stop] if wizard.scope == "all" else False

    def action_apply(self):
        """Move the switch at the sidecar, then record it.

        :raise AccessError: not a risk officer
        :raise UserError: the words are not typed, the sidecar refused, or it did not answer and may not have stopped
        """
        self.ensure_one()
        if not self.env.user.has_group("brokersync_crm.group_risk_officer"):
            raise AccessError(_("Only risk officers use the kill switch."))
        if self.words and (self.confirmation or "").strip() != self.words:
            raise UserError(_("Type “%s” to confirm.", self.words))
        targets = self._targets()
        ended = self._call(targets.code if self.scope != "all" else "")
        targets.write({"kill_switch": self.stop})
        message = (
            _(
                "Trading stopped, %(count)s open orders cancelled. %(reason)s",
                count=ended,
                reason=self.reason,
            )
            if self.stop
            else _("Trading resumed. %s", self.reason)
        )
        for target in targets:
            target.message_post(body=message)
        self._tell(targets, message)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "warning" if self.stop else "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _tell(self, targets, message):
        """Tell the clients and brokers concerned; of a stop for everyone all staff, clients see their orders end."""
        notifications = self.env["brokersync.notification"]
        if self.scope == "all":
            groups = ("group_risk_officer", "group_compliance_officer", "group_broker")
            staff = self.env["res.users"].union(
                *(self.env.ref(f"brokersync_crm.{group}").all_user_ids for group in groups)
            )
            title = _("All trading stopped") if self.stop else _("All trading resumed")
            priority = "p1" if self.stop else "p2"
            notifications._notify(
                "risk.all_stopped", staff, title=title, body=message, priority=priority
            )
            return
        firm = targets.firm_id if self.scope == "account" else targets
        title = (
            _("Trading of %s stopped", targets.display_name)
            if self.stop
            else _("Trading of %s resumed", targets.display_name)
        )
        for receivers in firm, firm.broker_ids:
            notifications._notify(
                "risk.stopped", receivers, title=title, body=message, record=targets
            )

    def _targets(self):
        """What is stopped, writable: an officer may not change firms otherwise."""
        if self.scope == "all":
            return self.env["brokersync.shard"].sudo().search([("kill_switch", "!=", self.stop)])
        target = self.account_id if self.scope == "account" else self.firm_id
        if not target:
            raise UserError(_("Choose whose trading to stop or resume."))
        target.check_access("read")
        return target.sudo()

    def _call(self, code):
        """The number of orders the sidecar cancelled."""
        payload = {"scope": self.scope, "code": code, "on": self.stop}
        try:
            answer = SidecarClient().post(
                "/v1/admin/kill", payload, self.env["brokersync.token"]._admin_token_of_user()
            )
        except SidecarUnavailable as error:
            raise UserError(
                _(
                    "Trading is NOT known to be stopped or resumed: the matching sidecar gave %s.",
                    error,
                )
            ) from error
        if answer.refusal is not None:
            raise UserError(
                _(
                    "The matching sidecar refused. %s",
                    self.env["brokersync.order"]._refusal_words(answer.refusal),
                )
            )
        return answer.body.get("orders_ended", 0)
