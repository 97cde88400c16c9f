"""Tokens: Odoo signs them, the sidecar only verifies (protocol, "Tokens")."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from ..journal.revocations import Revocation, Scope
from ..wire.errors import EdgeError

ALGORITHMS: Final = ["Ed25519"]
ISSUER: Final = "brokersync-odoo"
AUDIENCE: Final = "matching-sidecar"
MAX_LIFETIME: Final = 15 * 60
LEEWAY: Final = 5
"""Seconds the two clocks may differ."""
LONGEST_USE: Final = MAX_LIFETIME + LEEWAY
"""Seconds from the moment a token is issued in which it may be taken."""
CACHE_SIZE: Final = 10_000

Code = Annotated[str, msgspec.Meta(max_length=36)]


class _Claims(msgspec.Struct):
    sub: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    iat: int
    exp: int
    jti: Annotated[str, msgspec.Meta(min_length=1)]
    firm: Code
    trader: Code
    accounts: list[Code]
    permissions: list[str]


class Principal:
    """Who speaks, and what the token permits. ``exp`` in seconds since 1970."""

    __slots__ = (
        "accounts",
        "any_account",
        "exp",
        "firm",
        "iat",
        "may_administer",
        "may_trade",
        "may_view",
        "permissions",
        "sub",
        "trader",
    )

    def __init__(self, claims: _Claims) -> None:
        self.sub = claims.sub
        self.firm = claims.firm
        self.trader = claims.trader
        self.accounts = frozenset(claims.accounts)
        self.any_account = "*" in self.accounts
        self.iat = claims.iat
        self.exp = claims.exp
        self.permissions = sorted(claims.permissions)
        self.may_view = "view" in claims.permissions
        self.may_trade = "trade" in claims.permissions
        self.may_administer = "admin" in claims.permissions

    def belongs_to(self, scope: Scope, code: str) -> bool:
        """Whether the token is of this login or firm."""
        return code == (self.sub if scope == "sub" else self.firm)

    def may_use(self, account: str) -> bool:
        """Whether the token covers an account."""
        return self.any_account or account in self.accounts


class TokenVerifier:
    """Verifies tokens against Odoo's public key; those found good are remembered until they expire."""

    def __init__(self, key: OKPKey, clock: Callable[[], float] = time.time) -> None:
        self._key = key
        self._clock = clock
        self._known: dict[str, Principal] = {}
        self._revoked: dict[tuple[Scope, str], int] = {}
        """The second up to which tokens are refused."""

    @classmethod
    def from_file(cls, path: Path) -> TokenVerifier:
        """Read the public key (PEM).

        Raises:
            OSError: the file cannot be read.
            ValueError: it does not hold an Ed25519 public key.
        """
        content = path.read_bytes()
        try:
            key = OKPKey.import_key(content)
        except (JoseError, ValueError):
            key = None
        if key is None or key.is_private or key.curve_name != "Ed25519":
            raise ValueError(f"{path} must hold an Ed25519 public key in PEM format")
        return cls(key)

    def verify(self, token: str) -> Principal:
        """Who the token speaks for.

        Raises:
            EdgeError: ``UNAUTHENTICATED``, with the reason.
        """
        now = self._clock()
        principal = self._known.get(token)
        if principal is None:
            principal = Principal(self._read(token, now))
            if self._is_revoked(principal):
                raise _refused("it was revoked")
            if len(self._known) >= CACHE_SIZE:
                del self._known[next(iter(self._known))]
            self._known[token] = principal
        if principal.exp <= now:
            self._known.pop(token, None)
            raise _refused("it has expired")
        return principal

    def revocation(self, scope: Scope, code: str) -> Revocation:
        """What refuses the tokens of a login or a firm that were issued until now."""
        return Revocation(scope, code, int(self._clock()))

    def revoke(self, one: Revocation) -> bool:
        """Refuse what it says, for as long as such tokens would last; False when that was known."""
        scope, code = one.scope, one.code
        if one.until <= self._revoked.get((scope, code), 0):
            return False
        oldest = self._clock() - LONGEST_USE
        self._revoked = {who: until for who, until in self._revoked.items() if until > oldest}
        self._revoked[scope, code] = one.until
        self._known = {
            token: one for token, one in self._known.items() if not one.belongs_to(scope, code)
        }
        return True

    def _is_revoked(self, principal: Principal) -> bool:
        revoked = self._revoked
        return bool(revoked) and (
            principal.iat <= revoked.get(("sub", principal.sub), 0)
            or principal.iat <= revoked.get(("firm", principal.firm), 0)
        )

    def _read(self, token: str, now: float) -> _Claims:
        try:
            found = jwt.decode(token, self._key, algorithms=ALGORITHMS).claims
        except (JoseError, ValueError, UnicodeError):
            # The library's words would tell a forger how far he got.
            raise _refused("it is not signed by Odoo") from None
        if found.get("iss") != ISSUER:
            raise _refused(f"iss must be {ISSUER}")
        if found.get("aud") != AUDIENCE:
            raise _refused(f"aud must be {AUDIENCE}")
        try:
            claims = msgspec.convert(found, _Claims)
        except msgspec.ValidationError as error:
            raise _refused(str(error)) from None
        if claims.iat > now + LEEWAY:
            raise _refused("it was issued in the future: compare the clocks")
        if claims.exp - claims.iat > MAX_LIFETIME:
            raise _refused(f"it lives longer than {MAX_LIFETIME // 60} minutes")
        return claims


def _refused(reason: str) -> EdgeError:
    return EdgeError("UNAUTHENTICATED", f"the token is refused: {reason}")
