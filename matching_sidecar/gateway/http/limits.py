"""What one connection may take: bytes and seconds."""

from typing import Final

MAX_CONNECTIONS: Final = 4_096
"""At a time; who comes above it is told so and closed."""
MAX_HEAD: Final = 32 * 1024
"""Bytes of request line and headers; a token alone may have 16 KiB."""
MAX_BODY: Final = 64 * 1024
BODY_TEXT: Final = f"a body has at most {MAX_BODY} bytes"
MAX_WAITING: Final = 16
"""Requests sent ahead (pipelined); with more, the connection is not read."""
REQUEST_SECONDS: Final = 10.0
"""From a request's first byte (of the first one: from the connection) to its last."""
IDLE_SECONDS: Final = 30.0
"""Between two requests."""
SEND_SECONDS: Final = 30.0
"""For a client to take what waits to be sent."""
LINGER_SECONDS: Final = 2.0
"""After a refusal that ends the connection: what still comes is thrown away, so that the refusal arrives."""
