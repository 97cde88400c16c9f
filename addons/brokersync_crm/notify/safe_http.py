"""Requests to addresses that clients choose: nothing inside this network can be reached through them."""

import contextlib
import http.client
import ipaddress
import os
import socket
import ssl
import threading
import time
from typing import NamedTuple
from urllib.parse import urlsplit

TIMEOUT = 5  # seconds for the whole exchange, once the name is resolved
MAX_ANSWER = 4096  # bytes that are read of an answer
MAX_URL = 2000
USER_AGENT = "BrokerSync"

# Networks that may be reached although they are not public, and without TLS: for tests, and for receivers in one's own
# data centre. Comma-separated, such as `127.0.0.0/8`. It stands in the environment, where no user can set it.
ALLOWED_VARIABLE = "BROKERSYNC_OUTBOUND_ALLOW"


# Not global whatever Python's version says.
_NEVER = tuple(
    map(
        ipaddress.ip_network,
        (
            "192.0.0.0/24",  # IETF assignments, where one cloud answers about its machines
            "192.88.99.0/24",  # relays of 6to4, RFC 7526
            "3fff::/20",  # documentation, RFC 9637
            "fec0::/10",  # site-local, RFC 3879: private in networks that still use them
        ),
    )
)


class UnsafeAddress(ValueError):
    """The address may not be asked; the message says why."""


class NoAnswer(OSError):
    """The other side could not be reached, or did not answer in time."""


class Answer(NamedTuple):
    status_code: int
    text: str


def check_url(url):
    """The parts of an HTTP(S) URL. Says nothing about the address behind its name; `post` does.

    :raise UnsafeAddress: not such a URL, or with a user name in it
    """
    if len(url) > MAX_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise UnsafeAddress(
            "The address contains blanks or letters that no URL has, or is too long."
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UnsafeAddress(f"The address cannot be read: {error}.") from error
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise UnsafeAddress("The address must begin with https:// and name a host.")
    if parts.username is not None or parts.password is not None:
        raise UnsafeAddress("The address must not contain a user name or password.")
    if port == 0:
        raise UnsafeAddress("Port 0 cannot be reached.")
    return parts


def check_receiver(url):
    """Refuse, when it is typed in, an address that `post` would never ask; names are looked up only then.

    :raise UnsafeAddress: also for an IP address that is not public, or without TLS where no network is allowed
    """
    parts = check_url(url)
    try:
        ipaddress.ip_address(parts.hostname)
    except ValueError:
        if parts.scheme != "https" and not _allowed_networks():
            raise UnsafeAddress("The address must begin with https://.") from None
    else:
        check_address(parts.hostname, parts.scheme)


def check_address(address, scheme):
    """Raise UnsafeAddress unless this IP address is public, or in a network that is allowed explicitly."""
    ip = ipaddress.ip_address(address)
    if any(ip in network for network in _allowed_networks()):
        return
    for inner in _embedded(ip):
        internal = not inner.is_global or inner.is_multicast or inner.is_reserved
        if internal or any(inner in network for network in _NEVER):
            raise UnsafeAddress(f"{address} is not a public address.")
    if scheme != "https":
        raise UnsafeAddress("The address must begin with https://.")


def _embedded(ip):
    """The address and every IPv4 address it carries."""
    found = [ip]
    if ip.version == 6:
        found += [inner for inner in (ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())) if inner]
        if ip in ipaddress.ip_network("64:ff9b::/96"):  # NAT64, RFC 6052
            found.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return found


def _allowed_networks():
    text = os.environ.get(ALLOWED_VARIABLE, "")
    return [ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip()]


def resolve(parts):
    """The IP address to connect to, checked; all addresses of the name must be public.

    Resolved once: a name that changes its mind between check and connection changes nothing.

    :raise UnsafeAddress, NoAnswer:
    """
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NoAnswer(f"{parts.hostname} cannot be resolved.") from error
    addresses = [sockaddr[0].partition("%")[0] for *_rest, sockaddr in found]
    for address in addresses:
        check_address(address, parts.scheme)
    return addresses[0], port


def post(url, data, headers):
    """Send bytes by POST. No redirect is followed and no proxy used.

    :return: Answer, with the beginning of its body
    :raise UnsafeAddress: the address is not public
    :raise NoAnswer: within 5 seconds
    """
    parts = check_url(url)
    address, port = resolve(parts)
    deadline = time.monotonic() + TIMEOUT
    try:
        sock = socket.create_connection((address, port), timeout=TIMEOUT)
    except OSError as error:
        raise NoAnswer(f"{parts.hostname} cannot be reached: {error}") from error
    # A timeout of the socket begins anew with every byte; this ends the exchange as a whole.
    timer = threading.Timer(max(0, deadline - time.monotonic()), _shut_down, [sock])
    timer.daemon = True
    timer.start()
    try:
        if parts.scheme == "https":
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=parts.hostname)
        connection = http.client.HTTPConnection(parts.hostname, port, timeout=TIMEOUT)
        connection.sock = sock
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, data, {"User-Agent": USER_AGENT, **headers})
        answer = connection.getresponse()
        text = answer.read(MAX_ANSWER).decode("utf-8", "replace")
        return Answer(answer.status, text)
    except (OSError, http.client.HTTPException) as error:
        late = time.monotonic() >= deadline
        reason = (
            f"no answer within {TIMEOUT} seconds" if late else str(error) or type(error).__name__
        )
        raise NoAnswer(f"{parts.hostname}: {reason}") from error
    finally:
        timer.cancel()
        sock.close()


def _shut_down(sock):
    with contextlib.suppress(OSError):  # it may have ended by itself
        sock.shutdown(socket.SHUT_RDWR)
