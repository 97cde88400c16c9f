import re

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..const import PERMISSIONS, ROLE_PERMISSIONS, ROLES

CODE_PATTERN = re.compile(r"[A-Z0-9][A-Z0-9-]{0,35}")
PERMISSION_FIELDS = {name: f"can_{name}" for name in PERMISSIONS}


def permission(name, what):
    """Field `can_<name>`: follows the role until it is set differently.

    Each has a compute method of its own: Odoo leaves out all fields of a shared one as soon as one of them is given.
    """

    @api.depends("role")
    def compute(traders):
        for trader in traders:
            trader[PERMISSION_FIELDS[name]] = name in ROLE_PERMISSIONS.get(trader.role, ())

    return fields.Boolean(
        f"May {name}",
        compute=compute,
        store=True,
        readonly=False,
        tracking=True,
        help=f"{what} Follows the role, and can be set differently afterwards.",
    )


class BrokersyncTrader(models.Model):
    _name = "brokersync.trader"
    _description = "Trader of a client firm"
    _inherits = {"res.partner": "partner_id"}
    _inherit = [
        "brokersync.audited",
        "brokersync.system.fields",
        "brokersync.firm.owned",
        "brokersync.clean.text",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _audited_fields = (
        "active",
        "code",
        "email",
        "firm_id",
        "name",
        "phone",
        "role",
        "user_id",
        *PERMISSION_FIELDS.values(),
    )
    # Whose login is whose decides what people see, and whom *Revoke access* locks out.
    _system_fields = ("user_id",)
    _settled_fields = ("partner_id",)
    _order = "code"  # from the index; by the firm first, all traders would be joined and sorted
    _rec_names_search = ["name", "code", "email"]

    partner_id = fields.Many2one("res.partner", required=True, index=True, ondelete="restrict")
    active = fields.Boolean(default=True, tracking=True)
    code = fields.Char(
        required=True,
        copy=False,
        default=lambda self: self._default_code(),
        help="Name of the trader on orders and in the API: A–Z, 0–9 and -, at most 36 characters.",
    )
    role = fields.Selection(ROLES, required=True, default="trader", tracking=True)
    can_view = permission("view", "Sees the firm's data; without it, nothing else is allowed.")
    can_trade = permission("trade", "Enters, changes and cancels orders.")
    can_withdraw = permission("withdraw", "Asks for money or goods to leave the firm's accounts.")
    can_approve = permission("approve", "Approves what a colleague asked for.")
    can_report = permission("report", "Orders statements and reports.")
    can_administer = permission("administer", "Manages the firm's people and profile.")
    user_id = fields.Many2one(
        "res.users",
        string="Portal user",
        compute="_compute_user_id",
        store=True,
        index=True,
        compute_sudo=True,
        tracking=True,
    )

    _code_uniq = models.Constraint("UNIQUE (code)", "Another trader has this code.")
    _partner_uniq = models.Constraint("UNIQUE (partner_id)", "This contact is a trader already.")

    def _default_code(self):
        return self.env["ir.sequence"].next_by_code("brokersync.trader")

    @api.depends("partner_id.user_ids.active", "partner_id.user_ids.share")
    def _compute_user_id(self):
        for trader in self:
            users = trader.partner_id.user_ids
            trader.user_id = users.filtered(lambda user: user.active and user.share)[:1]

    @api.model
    def _search_display_name(self, operator, value):
        """Parts of a name are looked for among the contacts first: traders joined with contacts have no index."""
        if operator != "ilike":
            return super()._search_display_name(operator, value)
        contacts = self.env["res.partner"]._search(
            Domain("name", operator, value) | Domain("email", operator, value)
        )
        return Domain("partner_id", "in", contacts) | Domain("code", operator, value)

    @api.constrains("code")
    def _check_code(self):
        for trader in self:
            if not CODE_PATTERN.fullmatch(trader.code):
                raise ValidationError(
                    self.env._(
                        "Trader code “%s”: use A–Z, 0–9 and -, at most 36 characters.", trader.code
                    )
                )

    @api.constrains("partner_id")
    def _check_partner(self):
        """A trader is nobody's colleague: revoking access must never reach staff."""
        for trader in self:
            users = trader.partner_id.sudo().with_context(active_test=False).user_ids
            if any(not user.share for user in users):
                raise ValidationError(
                    self.env._("%s works here and cannot be a client's trader.", trader.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        traders = super().create(vals_list)
        for trader in traders:
            trader.partner_id.parent_id = trader.firm_id.partner_id
        return traders

    def write(self, vals):
        if "firm_id" in vals and any(trader.firm_id.id != vals["firm_id"] for trader in self):
            raise UserError(
                self.env._(
                    "A trader stays with the firm, so that past orders keep their owner. "
                    "Archive this trader and create a new one at the other firm.",
                )
            )
        if vals.get("active") is False:
            self._revoke_access()
        before = {trader: trader._permissions() for trader in self}
        res = super().write(vals)
        if "active" in vals:
            self.partner_id.active = vals["active"]
        changed = self.filtered(lambda trader: trader._permissions() != before[trader])
        changed.user_id._brokersync_revoke_tokens()
        return res

    def _permissions(self):
        """Names of what this trader may do; nothing without *view*, nothing once archived."""
        self.ensure_one()
        if not (self.active and self.can_view):
            return ()
        return tuple(name for name, field in PERMISSION_FIELDS.items() if self[field])

    @api.ondelete(at_uninstall=False)
    def _unlink_revoke_access(self):
        self._revoke_access()

    def action_invite(self):
        """Create the portal user with Odoo's own wizard, which also mails the link to choose a password."""
        self.ensure_one()
        self.check_access("write")
        if not self.active:
            raise UserError(
                self.env._("%s is archived. Restore the trader before inviting.", self.display_name)
            )
        if not self.user_id:
            self.env["res.users"]._brokersync_refuse_look_alike([(self.email, "")])
        wizard = (
            self.env["portal.wizard"]
            .sudo()
            .create({"partner_ids": [Command.set(self.partner_id.ids)]})
        )
        wizard.user_ids.action_grant_access()
        self.user_id.sudo().group_ids = [
            Command.link(self.env.ref("brokersync_crm.group_trader").id)
        ]
        return self._notification(self.env._("An invitation is on its way to %s.", self.email))

    def action_revoke(self):
        """Take the portal user away; sessions and keys end at once. The trader stays and can be invited again."""
        self.check_access("write")
        self._revoke_access()
        return self._notification(self.env._("Access revoked. Sessions and API keys ended."))

    def _revoke_access(self):
        # A client's login only: whatever stands in the field, nobody locks out a colleague by it.
        self.user_id.filtered("share")._brokersync_revoke_access()

    def _notification(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
