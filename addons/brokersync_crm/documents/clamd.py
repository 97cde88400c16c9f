"""Virus scanner over the protocol of ClamAV's daemon: `INSTREAM` over TCP or a local socket (clamd(8))."""

import socket
import struct
from dataclasses import dataclass
from urllib.parse import urlsplit

CHUNK = 64 * 1024
MAX_ANSWER = 4096


class ScannerError(OSError):
    """The scanner could not be asked, or did not say clean or infected."""


@dataclass(frozen=True)
class Clamd:
    """A scanner at `address`: `tcp://host:port` or `unix:/path/of/socket`."""

    address: str
    timeout: float = 30.0

    def scan(self, content):
        """Name of what `content` is infected with, or None when it is clean.

        :raise ScannerError: no connection, time-out, or an answer that is neither
        """
        try:
            with self._connect() as connection:
                connection.sendall(b"zINSTREAM\0")
                for start in range(0, len(content), CHUNK):
                    chunk = content[start : start + CHUNK]
                    connection.sendall(struct.pack("!L", len(chunk)) + chunk)
                connection.sendall(struct.pack("!L", 0))
                answer = self._answer(connection)
        except (OSError, ValueError) as error:
            raise ScannerError(f"Scanner {self.address}: {error}") from error
        if answer == "stream: OK":
            return None
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            return answer.removeprefix("stream: ").removesuffix(" FOUND")
        raise ScannerError(f"Scanner {self.address} answered “{answer[:200]}”")

    def _connect(self):
        parts = urlsplit(self.address)
        if parts.scheme == "tcp" and parts.hostname and parts.port:
            return socket.create_connection((parts.hostname, parts.port), self.timeout)
        if parts.scheme == "unix" and parts.path:
            connection = socket.socket(socket.AF_UNIX)
            connection.settimeout(self.timeout)
            connection.connect(parts.path)
            return connection
        raise ValueError("write tcp://host:port or unix:/path")

    @staticmethod
    def _answer(connection):
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < MAX_ANSWER:
            if not (part := connection.recv(1024)):
                break
            answer += part
        return answer.rstrip(b"\0\n").decode("utf-8", "replace")
