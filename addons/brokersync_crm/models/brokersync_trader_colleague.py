from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize, escape_psql

from ..const import PERMISSIONS, ROLES

# What one person of a firm may give another. The other permissions move money or hand on power: the broker gives them,
# so that a stolen administrator's login cannot.
COLLEAGUE_PERMISSIONS = ("view", "trade", "report")


class BrokersyncTrader(models.Model):
    """What a trader with the permission *administer* does with colleagues of the own firm.

    Each method checks the permission and the firm itself and then works in sudo: clients have no right to write.
    """

    _inherit = "brokersync.trader"

    @api.model
    def _invite_colleague(self, name, email, role, permissions):
        """Create a trader of the own firm, mail the invitation and return the record.

        :param permissions: names out of `COLLEAGUE_PERMISSIONS`; others are refused
        :raise AccessError: no permission; UserError: a value is wrong
        """
        user = self.env.user
        user._brokersync_require("administer")
        if not user.brokersync_firm_id:
            raise AccessError(self.env._("Only a trader invites colleagues here."))
        address = email_normalize(email or "")
        name = (name or "").strip()
        if not name or len(name) > 128 or not name.isprintable():
            raise UserError(self.env._("Give the name, at most 128 characters."))
        if not address:
            raise UserError(self.env._("“%s” is not an e-mail address.", (email or "")[:80]))
        self._refuse_known_address(address)
        trader = self.sudo().create(
            {
                "firm_id": user.brokersync_firm_id.id,
                "name": name,
                "email": address,
                **self._colleague_values(role, permissions),
            }
        )
        trader.action_invite()
        trader.firm_id._tell_brokers(
            self.env._("%(user)s invited %(name)s", user=user.name, name=name),
            self.env._(
                "Role: %s. To withdraw, approve or administer, the broker gives the permission.",
                dict(ROLES)[role],
            ),
        )
        return trader.with_env(self.env)

    def _change_colleague(self, role, permissions):
        """Set role and permissions; *withdraw*, *approve* and *administer* stay as the broker set them."""
        self._require_colleague()
        trader = self.sudo()
        kept = {
            f"can_{name}": trader[f"can_{name}"]
            for name in PERMISSIONS
            if name not in COLLEAGUE_PERMISSIONS
        }
        trader.write({**self._colleague_values(role, permissions), **kept})

    def _remove_colleague(self):
        """Archive the trader: login, sessions, keys and tokens end at once. Orders and history stay."""
        self._require_colleague()
        self.sudo().action_archive()
        self.firm_id._tell_brokers(
            self.env._("%(user)s removed %(name)s", user=self.env.user.name, name=self.sudo().name),
            self.env._("Sessions and keys have ended. Look at open orders."),
        )

    def _require_colleague(self):
        self.ensure_one()
        user = self.env.user
        user._brokersync_require("administer")
        self.check_access("read")
        if self.firm_id != user.brokersync_firm_id:
            raise AccessError(self.env._("This person is not of your firm."))
        if self == user.brokersync_trader_id:
            raise AccessError(
                self.env._("Nobody changes the own permissions: a colleague or your broker does.")
            )

    @api.model
    def _colleague_values(self, role, permissions):
        if role not in dict(ROLES):
            raise UserError(self.env._("Choose a role."))
        if refused := set(permissions) - set(COLLEAGUE_PERMISSIONS):
            raise AccessError(self.env._("Only your broker gives: %s.", ", ".join(sorted(refused))))
        return {"role": role, **{f"can_{name}": name in permissions for name in PERMISSIONS}}

    @api.model
    def _refuse_known_address(self, address):
        """One answer for a login here, elsewhere or archived: who else is a client is nobody's business."""
        users = self.env["res.users"].sudo().with_context(active_test=False)
        pattern = escape_psql(address)
        if users.search_count(["|", ("login", "=ilike", pattern), ("email", "=ilike", pattern)]):
            raise UserError(
                self.env._("This address cannot be invited from here. Please ask your broker.")
            )
