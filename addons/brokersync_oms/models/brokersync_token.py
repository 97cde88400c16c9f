import os
import time
import uuid
from functools import lru_cache
from pathlib import Path

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from odoo import _, api, models
from odoo.exceptions import AccessError, UserError

KEY_FILE_VARIABLE = "BROKERSYNC_TOKEN_KEY_FILE"
ALGORITHM = "Ed25519"
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
        return jwt.encode({"alg": ALGORITHM}, claims, self._key(), algorithms=[ALGORITHM]), claims[
            "exp"
        ]

    def _key(self):
        path = os.environ.get(KEY_FILE_VARIABLE)
        if not path:
            raise UserError(
                _(
                    "%s is not set: Odoo has no key to sign tokens for the matching sidecar.",
                    KEY_FILE_VARIABLE,
                )
            )
        try:
            return _load_key(path, Path(path).stat().st_mtime_ns)
        except (OSError, ValueError, JoseError) as error:
            raise UserError(
                _(
                    "The signing key %(path)s cannot be used: %(error)s",
                    path=path,
                    error=type(error).__name__,
                )
            ) from error


@lru_cache(maxsize=2)
def _load_key(path, _modified):
    return OKPKey.import_key(Path(path).read_bytes())
