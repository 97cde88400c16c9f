from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..encrypted import EncryptedChar
from ..notify.safe_http import UnsafeAddress, check_receiver
from ..notify.signature import new_secret

MAX_PER_FIRM = 5


class BrokersyncWebhook(models.Model):
    """An address of a client firm that is told of the firm's events by a signed request."""

    _name = "brokersync.webhook"
    _description = "Webhook"
    _inherit = ["brokersync.system.fields", "brokersync.clean.text", "brokersync.firm.owned"]
    _system_fields = ("secret", "last_success")
    _order = "firm_id, name"
    _allow_sudo_commands = False

    name = fields.Char(required=True, size=100)
    active = fields.Boolean(default=True)
    url = fields.Char("Address", required=True, size=2000, help="https://… outside of this network")
    secret = EncryptedChar(
        "Signing secret",
        mask="all",
        default=lambda self: new_secret(),
        copy=False,
        readonly=True,
        help="The receiver verifies with it that a request comes from here.",
    )
    event_ids = fields.Many2many(
        "brokersync.notification.event",
        "brokersync_webhook_event_rel",
        string="Events",
        domain=[("audience", "in", ("everyone", "client"))],
    )
    delivery_ids = fields.One2many("brokersync.notification.delivery", "webhook_id")
    dead_count = fields.Integer("Given up", compute="_compute_dead_count")
    last_success = fields.Datetime("Last success", readonly=True)

    def _compute_dead_count(self):
        counts = dict(
            self.env["brokersync.notification.delivery"]
            .sudo()
            ._read_group(
                [("webhook_id", "in", self.ids), ("state", "=", "dead")],
                ["webhook_id"],
                ["__count"],
            )
        )
        for webhook in self:
            webhook.dead_count = counts.get(webhook.sudo(), 0)

    @api.constrains("url")
    def _check_url(self):
        for webhook in self:
            try:
                check_receiver(webhook.url)
            except UnsafeAddress as error:
                raise ValidationError(str(error)) from error

    @api.constrains("firm_id")
    def _check_number(self):
        """A client cannot make this server call hundreds of addresses for one event."""
        # Two at a time would each count without the other: the second one starts again after the first.
        self.env.cr.execute(
            "UPDATE brokersync_firm SET write_date = write_date WHERE id = ANY(%s)",
            [self.firm_id.ids],
        )
        for firm in self.firm_id:
            if self.sudo().search_count([("firm_id", "=", firm.id)]) > MAX_PER_FIRM:
                raise ValidationError(self.env._("A firm has at most %s webhooks.", MAX_PER_FIRM))

    @api.constrains("event_ids")
    def _check_events(self):
        for webhook in self:
            for event in webhook.sudo().event_ids:
                if event.audience == "staff":
                    raise ValidationError(
                        self.env._("“%s” is not an event for clients.", event.name)
                    )

    @api.model_create_multi
    def create(self, vals_list):
        self._require_administer()
        return super().create(vals_list)

    def write(self, vals):
        self._require_administer()
        return super().write(vals)

    def unlink(self):
        self._require_administer()
        return super().unlink()

    def _require_administer(self):
        """Staff by their access; of a firm's people those who may administer it."""
        if not self.env.su and self.env.user.share:
            self.env.user._brokersync_require("administer")

    def _may_unmask(self):
        """Whoever may change the webhook needs its secret to set up the receiver."""
        try:
            self.check_access("write")
            self._require_administer()
        except AccessError:
            return False
        return True

    def action_new_secret(self):
        """Replace the secret; what is signed from now on no longer verifies with the old one."""
        self.check_access("write")
        self._require_administer()
        for webhook in self.sudo():
            webhook.secret = new_secret()

    def action_send_again(self):
        """Queue again what was given up, in its old order and with its old ids."""
        self.check_access("write")
        self._require_administer()
        self.sudo().delivery_ids._send_again()

    def action_test(self):
        """Queue a test event to this webhook alone."""
        self.check_access("write")
        self._require_administer()
        for webhook in self:
            webhook.sudo()._queue_test()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("A test is on its way. See its delivery in a moment."),
                "type": "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _queue_test(self):
        notifications = self.env["brokersync.notification"]
        event = self.env.ref("brokersync_crm.event_test")
        item = {"title": self.env._("Test of webhook %s", self.name), "record": self.firm_id}
        values = notifications._occurrence(item, event)
        made = notifications._make([notifications._for_firm(values, self.firm_id, self)])
        made.delivery_ids._trigger()
