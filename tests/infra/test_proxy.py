"""The proxy in front of a real Odoo and a real sidecar."""

import json
import socket
import ssl
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest
from websockets.sync.client import connect

from tests.infra import proxy
from tools.settings import Settings
from tools.testing import nginx

MEGABYTE = 1_000_000
HEADER_SECONDS = 10  # client_header_timeout


@pytest.fixture(scope="module")
def addresses(
    settings: Settings, stack: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[int, int]]:
    program = nginx.find(settings)
    if program is None:
        pytest.skip("nginx is not on this machine and cannot be fetched")
    with proxy.running(program, stack, tmp_path_factory.mktemp("proxy")) as found:
        yield found


@pytest.fixture
def client(addresses: tuple[int, int]) -> Iterator[httpx.Client]:
    base = f"https://localhost:{addresses[1]}"
    with httpx.Client(base_url=base, verify=False, timeout=120) as found:  # noqa: S501
        yield found


def tls(version: ssl.TLSVersion) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.maximum_version = version
    return context


def opened(port: int, version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> ssl.SSLSocket:
    plain = socket.create_connection(("127.0.0.1", port), timeout=HEADER_SECONDS + 60)
    try:
        return tls(version).wrap_socket(plain)
    except ssl.SSLError:
        plain.close()
        raise


def test_plain_http_is_sent_to_https(addresses: tuple[int, int]) -> None:
    answer = httpx.get(f"http://localhost:{addresses[0]}/web/login?a=1", timeout=60)
    assert answer.status_code == 308
    assert answer.headers["location"] == "https://localhost/web/login?a=1"


def test_only_tls_1_3(addresses: tuple[int, int]) -> None:
    with opened(addresses[1], ssl.TLSVersion.TLSv1_3) as channel:
        assert channel.version() == "TLSv1.3"
    with pytest.raises(ssl.SSLError):
        opened(addresses[1], ssl.TLSVersion.TLSv1_2)


def test_odoo_answers_with_a_safe_cookie(client: httpx.Client) -> None:
    answer = client.get("/web/login")
    assert answer.status_code == 200
    assert "max-age=" in answer.headers["strict-transport-security"]
    cookie = answer.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("session_id=", "secure", "httponly", "samesite=lax"))


@pytest.mark.parametrize("path", ["/web/database/manager", "/web/database/selector"])
def test_database_manager_is_closed(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "nginx" in answer.text


def test_rest_reaches_the_sidecar_with_the_request_id(client: httpx.Client) -> None:
    answer = client.get("/v1/instruments", headers={"X-Request-Id": "proxy-test-1"})
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.headers["x-request-id"] == "proxy-test-1"


def test_sidecar_health_and_metrics_stay_inside(client: httpx.Client) -> None:
    for path in ("/metrics", "/health", "/ready"):
        assert "brokersync" not in client.get(path, follow_redirects=False).text.lower()[:200]


def test_websocket_reaches_the_sidecar(addresses: tuple[int, int]) -> None:
    address = f"wss://localhost:{addresses[1]}/v1/ws"
    with connect(address, ssl=tls(ssl.TLSVersion.TLSv1_3)) as socket_:
        socket_.send(json.dumps({"op": "login", "token": "forged"}))
        (answer,) = json.loads(socket_.recv(timeout=60))
    assert answer["type"] == "error"
    assert answer["code"] == "UNAUTHENTICATED"


def test_a_body_over_ten_megabytes_is_refused(client: httpx.Client) -> None:
    assert client.post("/web/login", content=b"x" * 11 * MEGABYTE).status_code == 413
    assert client.post("/v1/orders", content=b"x" * MEGABYTE).status_code == 413


@pytest.mark.slow
def test_a_header_that_never_ends_is_cut_off(addresses: tuple[int, int]) -> None:
    """Slow sockets must not hold an Odoo worker."""
    with opened(addresses[1]) as channel:
        channel.sendall(b"GET /web/login HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        start = time.monotonic()
        assert b"200 OK" not in channel.recv(1000)
    assert time.monotonic() - start < HEADER_SECONDS + 30


def flood(port: int, *lines: str, body: str = "") -> list[int]:
    """Status codes of requests that come all at once, on connections that are open already.

    However slow this machine is, they come faster than they are let through: forty at once, or twenty.
    """
    head = [*lines, "Host: localhost", f"Content-Length: {len(body)}", "Connection: close"]
    request = "\r\n".join([*head, "", body]).encode()
    with ThreadPoolExecutor(70) as pool, ExitStack() as stack:
        channels = [stack.enter_context(one) for one in pool.map(opened, [port] * 70)]
        for channel in channels:
            channel.sendall(request)
        answers = [channel.recv(1000) for channel in channels]
    # One that waited too long for the others to be open is cut off without an answer.
    return [int(answer.split()[1]) for answer in answers if answer]


def test_a_flood_of_wrong_keys_is_slowed_down(
    client: httpx.Client, addresses: tuple[int, int]
) -> None:
    wrong = "Bearer 0000000000000000000000000000000000000000"
    url, body = "/json/2/brokersync.firm/search_count", '{"domain": []}'
    headers = {"Authorization": wrong, "Content-Type": "application/json"}
    assert client.post(url, headers=headers, content=body).status_code in (401, 403)
    lines = [f"{name}: {value}" for name, value in headers.items()]
    assert 429 in flood(addresses[1], f"POST {url} HTTP/1.1", *lines, body=body)


def test_a_flood_of_logins_is_slowed_down(client: httpx.Client, addresses: tuple[int, int]) -> None:
    """Last: it uses up this address's allowance."""
    assert client.get("/web/login").status_code == 200
    assert 429 in flood(addresses[1], "GET /web/login HTTP/1.1")
    assert client.get("/web/health").status_code == 200
