import secrets
from contextlib import contextmanager

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..const import PERMISSIONS

SEES_ALL_FIRMS = (
    "brokersync_crm.group_risk_officer",
    "brokersync_crm.group_compliance_officer",
    "brokersync_crm.group_administrator",
)


class ResUsers(models.Model):
    _inherit = "res.users"

    brokersync_trader_ids = fields.One2many("brokersync.trader", "user_id", string="Traders")
    brokersync_trader_id = fields.Many2one(
        "brokersync.trader",
        string="Trader",
        compute="_compute_brokersync_trader",
        compute_sudo=True,
        help="Set on a client's portal user, empty on staff.",
    )
    brokersync_firm_id = fields.Many2one(
        "brokersync.firm",
        string="Client firm",
        compute="_compute_brokersync_trader",
        compute_sudo=True,
        help="Set on a client's portal user, empty on staff.",
    )

    @api.depends("brokersync_trader_ids.active", "brokersync_trader_ids.firm_id")
    def _compute_brokersync_trader(self):
        for user in self:
            user.brokersync_trader_id = user.brokersync_trader_ids.filtered("active")[:1]
            user.brokersync_firm_id = user.brokersync_trader_id.firm_id

    def write(self, vals):
        """Staff who leave a group or the house lose its rights at once; of clients, the trader decides."""
        concerned = self if {"active", "group_ids"} & vals.keys() else self.browse()
        with concerned._brokersync_losing_rights():
            return super().write(vals)

    @contextmanager
    def _brokersync_losing_rights(self):
        """Withdraw the tokens of the staff among these users who are in fewer groups at the end of the block."""
        staff = self.filtered(lambda user: user.active and not user.share)
        groups = {user: user.all_group_ids for user in staff}
        yield
        staff.filtered(
            lambda user: not user.active or groups[user] - user.all_group_ids
        )._brokersync_revoke_tokens()

    def _brokersync_sees_all(self):
        """True for staff whom no record rule limits to certain firms."""
        return any(self.has_group(group) for group in SEES_ALL_FIRMS)

    def _brokersync_firm_domain(self, path="firm_id"):
        """Domain of the records this user may touch, for record rules; see `brokersync.firm.owned`.

        :param path: field path from the model to its firm, or `"id"` on the firm itself
        :return: list, as the domain of a rule must be

        The domain names the user, never a list of firms: Odoo caches it per user, and it stays right when brokers are
        assigned or traders leave. Staff who see everything get no condition at all.
        """
        self.ensure_one()
        if self._brokersync_sees_all():
            return list(Domain.TRUE)
        if self.has_group("brokersync_crm.group_broker"):
            firms = Domain("broker_ids", "in", self.ids)
        elif self.has_group("brokersync_crm.group_trader"):
            firms = Domain(
                "trader_ids",
                "any",
                [
                    ("user_id", "=", self.id),
                    ("active", "=", True),
                    ("can_view", "=", True),
                ],
            )
        else:
            return list(Domain.FALSE)
        return list(firms if path == "id" else Domain(path, "any", firms))

    def _brokersync_contact_domain(self, path=""):
        """Domain of the contacts this user may look up, for record rules: not those of other brokers' clients.

        :param path: from the model to its contact, with a dot at its end
        :return: list; no condition for clients, whom Odoo's own rules limit, and for staff who see all firms
        """
        self.ensure_one()
        if self.share or self._brokersync_sees_all():
            return list(Domain.TRUE)
        firms = f"{path}commercial_partner_id.brokersync_firm_ids"
        own = self._brokersync_firm_domain("id")
        return list(Domain(firms, "=", False) | Domain(firms, "any", own))

    def _brokersync_permissions(self):
        """Names out of `PERMISSIONS`: those of the trader this user is; all for staff, whom groups and rules limit."""
        self.ensure_one()
        user = self.sudo()
        if trader := user.brokersync_trader_id:
            return trader._permissions()
        return () if user.share else PERMISSIONS

    def _brokersync_may(self, permission):
        """Whether this user has one of `PERMISSIONS`.

        :raise ValueError: there is no such permission
        """
        if permission not in PERMISSIONS:
            raise ValueError(f"{permission!r} is none of {', '.join(PERMISSIONS)}")
        return permission in self._brokersync_permissions()

    def _brokersync_require(self, permission):
        """Raise AccessError unless this user has the permission."""
        if not self._brokersync_may(permission):
            raise AccessError(
                self.env._(
                    "%(name)s does not have the permission “%(permission)s”. "
                    "The administrator of your firm or your broker can give it.",
                    name=self.name,
                    permission=permission,
                )
            )

    def _brokersync_revoke_tokens(self):
        """Hook: make tokens worthless that say what these users may do, because it has changed or ended.

        Sessions and API keys need nothing when permissions change: their rights are looked up with each request.
        """

    def _brokersync_revoke_access(self):
        """Archive client users and make everything they could log in with worthless, now and after a new invitation."""
        users = self.sudo()
        users._brokersync_revoke_tokens()
        self.env["res.device"].sudo().search([("user_id", "in", users.ids)])._revoke()
        self.env["res.users.apikeys"].sudo().search([("user_id", "in", users.ids)]).unlink()
        for user in users:
            # The session token is derived from the password: with a new one, no session that was kept can come back.
            user._set_encrypted_password(
                user.id, user._crypt_context().hash(secrets.token_urlsafe(32))
            )
        users.partner_id.signup_cancel()
        users.write(
            {"active": False, "group_ids": [Command.set(self.env.ref("base.group_public").ids)]}
        )
