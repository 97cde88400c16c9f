import time
import uuid

from joserfc import jwt

from odoo import _, api, models
from odoo.addons.brokersync_crm.signing import ALGORITHM, signing_key
from odoo.exceptions import AccessError

ISSUER, AUDIENCE = "brokersync-odoo", "matching-sidecar"
USER_LIFETIME = 600  # seconds; the protocol allows 900
SERVICE_LIFETIME = 60


class BrokersyncToken(models.AbstractModel):
    """Signs the tokens the matching sidecar trusts: Odoo knows who people are, the sidecar only verifies."""

    _name = "brokersync.token"
    _description = "Tokens for the matching sidecar"

    @api.model
    def _user_token(self):
        """Token of the current user, with `accounts`, `permissions` and `exp` (seconds since 1970) for the screen.

        :raise AccessError: the user has nothing to do at the sidecar
        :raise UserError: no signing key
        """
        user = self.env.user
        accounts, permissions = user._brokersync_trading_rights()
        if not permissions:
            raise AccessError(_("%s has no access to trading.", user.name))
        token, expires = self._sign(user, accounts, permissions, USER_LIFETIME)
        return {"token": token, "accounts": accounts, "permissions": permissions, "exp": expires}

    @api.model
    def _command_token(self, login, account):
        """Token to send one request of `login` for one account. Whether it may, was checked when it was asked."""
        user = (
            self.env["res.users"]
            .sudo()
            .with_context(active_test=False)
            .search([("login", "=", login)], limit=1)
        )
        return self._sign(user, [account], ["trade"], SERVICE_LIFETIME, login=login)[0]

    @api.model
    def _admin_token(self):
        """Token of Odoo itself, for the reference refresh."""
        return self._sign(self.env["res.users"], ["*"], ["admin"], SERVICE_LIFETIME, login="odoo")[
            0
        ]

    @api.model
    def _market_token(self):
        """Token of Odoo itself, to read prices."""
        odoo = self.env["res.users"]
        return self._sign(odoo, [], ["view"], SERVICE_LIFETIME, login="odoo")[0]

    def _sign(self, user, accounts, permissions, lifetime, login=None):
        now = int(time.time())
        trader = user.sudo().brokersync_trader_id
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": login or user.login,
            "iat": now,
            "exp": now + lifetime,
            "jti": str(uuid.uuid4()),
            "firm": trader.firm_id.code or "",
            "trader": trader.code or "",
            "accounts": accounts,
            "permissions": permissions,
        }
        return jwt.encode(
            {"alg": ALGORITHM}, claims, signing_key(self.env), algorithms=[ALGORITHM]
        ), claims["exp"]
