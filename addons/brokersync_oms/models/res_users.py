from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _brokersync_may_enter_orders(self):
        """Whether this is a trader with the permission, or staff of the trading desk."""
        if self.brokersync_trader_id:
            return self._brokersync_may("trade")
        return self.has_group("brokersync_crm.group_broker")

    def _brokersync_trading_rights(self):
        """What this user may do at the sidecar: `(account codes or ["*"], permissions)` as in docs/protocol.md."""
        self.ensure_one()
        trader = self.brokersync_trader_id
        if trader:
            if trader.sudo().firm_id.account_status == "closed":
                return [], []
            permissions = [name for name in ("view", "trade") if self._brokersync_may(name)]
            firms = trader.firm_id if permissions else trader.firm_id.browse()
        else:
            permissions = self._brokersync_staff_permissions()
            if self._brokersync_sees_all():
                return ["*"], permissions
            firms = (
                self.env["brokersync.firm"].sudo().search([("broker_ids", "in", self.ids)])
                if permissions
                else None
            )
        accounts = (
            self.env["brokersync.account"].sudo().search([("firm_id", "in", firms.ids)])
            if firms
            else []
        )
        return [account.code for account in accounts], permissions

    def _brokersync_revoke_tokens(self):
        """The sidecar ends the sessions at once; with whatever rights are left, a new token is asked for."""
        self.env["brokersync.revocation"]._request("sub", self.sudo().mapped("login"))
        return super()._brokersync_revoke_tokens()

    def _brokersync_staff_permissions(self):
        watches = ["drop_copy"] if self.has_group("brokersync_crm.group_compliance_officer") else []
        if self.has_group("brokersync_crm.group_administrator"):
            return ["view", "trade", "admin", "drop_copy"]
        if self.has_group("brokersync_crm.group_broker"):
            return ["view", "trade", *watches]
        return ["view", *watches] if self._brokersync_sees_all() else []
