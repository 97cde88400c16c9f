"""Odoo as one of its users."""

import xmlrpc.client
from typing import Any


class OdooError(Exception):
    """Odoo refused a call or cannot be reached."""


class OdooUser:
    """Calls models with the rights of one user.

    Args:
        secret: password or API key.

    Raises:
        OdooError: Odoo does not answer, or does not know the user.
    """

    def __init__(self, url: str, database: str, login: str, secret: str) -> None:
        self.login = login
        self._object = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/object", allow_none=True)
        common = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/common", allow_none=True)
        self._database, self._secret = database, secret
        self._uid = self._answer(common.authenticate, database, login, secret, {})
        if not self._uid:
            raise OdooError(f"{login} cannot log in to {database} at {url}")

    def call(self, model: str, method: str, *args: Any, **options: Any) -> Any:
        """Call a model's method.

        Raises:
            OdooError: with Odoo's words.
        """
        return self._answer(
            self._object.execute_kw,
            self._database,
            self._uid,
            self._secret,
            model,
            method,
            list(args),
            options,
        )

    def _answer(self, method: Any, *args: Any) -> Any:
        try:
            return method(*args)
        except xmlrpc.client.Fault as fault:
            words = fault.faultString.strip().splitlines()
            raise OdooError(f"{self.login}: {words[-1] if words else fault.faultCode}") from None
        except (OSError, xmlrpc.client.ProtocolError) as error:
            raise OdooError(f"no answer from Odoo: {error}") from error
