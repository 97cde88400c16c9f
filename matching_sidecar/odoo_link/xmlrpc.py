"""XML-RPC to Odoo (``/xmlrpc/2``), with time-outs."""

from __future__ import annotations

import http.client
import xmlrpc.client
from collections.abc import Callable
from typing import Any, Final

from .client import MODEL
from .errors import Denied, LinkError, Refused, Unreachable

# odoo/addons/rpc/controllers/xmlrpc.py
_WARNING: Final = 2
_ACCESS_DENIED: Final = 3
_ACCESS_ERROR: Final = 4


class XmlRpcTransport:
    """One kept connection. The key is read again for each new one."""

    def __init__(
        self, url: str, database: str, login: str, read_key: Callable[[], str], timeout: float
    ) -> None:
        self._url = url.rstrip("/")
        self._database = database
        self._login = login
        self._read_key = read_key
        self._timeout = timeout
        self._uid = 0
        self._key = ""
        self._proxy: xmlrpc.client.ServerProxy | None = None

    def call(self, method: str, arguments: dict[str, Any]) -> Any:
        """See ``Transport``."""
        try:
            if self._proxy is None:
                self._connect()
            return self._execute(method, arguments)
        except xmlrpc.client.Fault as fault:
            raise _translate(fault) from None
        except xmlrpc.client.ProtocolError as error:
            raise Unreachable(f"Odoo answers HTTP {error.errcode}: {error.errmsg}") from None
        except (OSError, http.client.HTTPException, xmlrpc.client.Error) as error:
            raise Unreachable(
                f"no answer from {self._url}: {error or type(error).__name__}"
            ) from None

    def close(self) -> None:
        """See ``Transport``."""
        if self._proxy is not None:
            self._proxy("close")()
            self._proxy = None

    def _connect(self) -> None:
        self._key = self._read_key()
        with self._server("common") as common:
            uid = common.authenticate(self._database, self._login, self._key, {})
        if not isinstance(uid, int) or not uid:
            raise Denied(f"Odoo does not accept the API key of {self._login}")
        self._uid = uid
        self._proxy = self._server("object")

    def _execute(self, method: str, arguments: dict[str, Any]) -> Any:
        assert self._proxy is not None  # noqa: S101 - just connected
        sendable = {
            # XML-RPC has no larger integers; a float is exact up to 2^53.
            name: float(value) if isinstance(value, int) and value > xmlrpc.client.MAXINT else value
            for name, value in arguments.items()
        }
        return self._proxy.execute_kw(
            self._database, self._uid, self._key, MODEL, method, [], sendable
        )

    def _server(self, service: str) -> xmlrpc.client.ServerProxy:
        kind = _SafeTransport if self._url.startswith("https:") else _Transport
        return xmlrpc.client.ServerProxy(
            f"{self._url}/xmlrpc/2/{service}", kind(self._timeout), allow_none=True
        )


class _Transport(xmlrpc.client.Transport):
    def __init__(self, timeout: float) -> None:
        super().__init__()
        self._seconds = timeout

    def make_connection(self, host: Any) -> http.client.HTTPConnection:
        """A connection that does not wait for ever."""
        connection = super().make_connection(host)
        connection.timeout = self._seconds
        return connection


class _SafeTransport(xmlrpc.client.SafeTransport):
    def __init__(self, timeout: float) -> None:
        super().__init__()
        self._seconds = timeout

    def make_connection(self, host: Any) -> http.client.HTTPSConnection:
        """A connection that does not wait for ever."""
        connection = super().make_connection(host)
        connection.timeout = self._seconds
        return connection


def _translate(fault: xmlrpc.client.Fault) -> LinkError:
    # Unexpected errors come as a whole traceback: its last line says what happened.
    text = str(fault.faultString).strip()
    if fault.faultCode == _WARNING:
        return Refused(text)
    if fault.faultCode in (_ACCESS_DENIED, _ACCESS_ERROR):
        return Denied(f"Odoo denies access: {text}")
    return LinkError(f"Odoo failed: {text.splitlines()[-1] if text else 'no reason given'}")
