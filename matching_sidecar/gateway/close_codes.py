"""Why a WebSocket is closed: RFC 6455 §7.4.1, and from 4000 on our own."""

from typing import Final

OK: Final = 1000
GOING_AWAY: Final = 1001
PROTOCOL_ERROR: Final = 1002
UNSUPPORTED_DATA: Final = 1003
INVALID_TEXT: Final = 1007
MESSAGE_TOO_BIG: Final = 1009
INTERNAL_ERROR: Final = 1011
TRY_AGAIN_LATER: Final = 1013
UNAUTHENTICATED: Final = 4001
NOT_LEADER: Final = 4003
