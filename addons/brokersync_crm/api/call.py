"""What is known about the request that is being answered, for every part that has a hand in it."""

import re
import uuid
from contextvars import ContextVar
from dataclasses import dataclass, field

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


@dataclass(frozen=True)
class Caller:
    """A user who came with an API key or an access token.

    :ivar scopes: what this key or token may be used for; the user's own rights apply besides
    :ivar bucket: name under which the caller's requests are counted
    """

    user_id: int
    scopes: frozenset[str]
    bucket: str


@dataclass
class Call:
    """One request.

    :ivar request_id: correlation id: the caller's or the proxy's `X-Request-Id` when it is plain, else a new one
    :ivar fingerprint: hex SHA-256 of method, path, query and body; tells a repeated request from another one
    :ivar charged: the request has been counted, also when Odoo runs it again
    :ivar failed: a client could not say who it is
    :ivar headers: headers of the answer, whatever the answer will be
    """

    request_id: str
    caller: Caller | None = None
    fingerprint: str = ""
    charged: bool = False
    failed: bool = False
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def named(cls, request_id):
        """A call with this id, or with a new one when it is missing or could do harm in a log."""
        return cls(request_id if REQUEST_ID.fullmatch(request_id or "") else uuid.uuid4().hex)


current_call: ContextVar[Call] = ContextVar("brokersync_api_call")
