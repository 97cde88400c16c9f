"""REST client of the matching sidecar: one call, one answer, always with a time limit."""

import os
from dataclasses import dataclass, field

import requests

URL_VARIABLE = "BROKERSYNC_SIDECAR_URL"
TIMEOUT = (1, 3)  # seconds to connect, seconds to wait for the answer


class SidecarUnavailable(Exception):
    """No usable answer; the same command may be sent again later."""

    def __init__(self, message, retry_after=None):
        super().__init__(message)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Answer:
    """What the sidecar said; `refusal` is the problem (RFC 9457) when it refused the command at its edge."""

    status: int
    body: dict = field(default_factory=dict)
    refusal: dict | None = None


class SidecarClient:
    """Posts commands to the address in the environment.

    :param timeout: as `TIMEOUT`
    """

    def __init__(self, timeout=TIMEOUT):
        self.url = os.environ.get(URL_VARIABLE, "").rstrip("/")
        self.timeout = timeout

    def post(self, path, payload, token):
        """Answer to a POST of JSON.

        :raise SidecarUnavailable: not configured, unreachable, too slow, 401, 429 or 5xx
        """
        return self._ask("POST", path, token, json=payload)

    def get(self, path, token):
        """Answer to a GET; errors as `post`. A JSON array comes as `{"items": [...]}`."""
        return self._ask("GET", path, token)

    def _ask(self, method, path, token, **content):
        if not self.url:
            raise SidecarUnavailable(f"{URL_VARIABLE} is not set")
        try:
            response = requests.request(
                method,
                self.url + path,
                timeout=self.timeout,
                allow_redirects=False,
                headers={"Authorization": f"Bearer {token}"},
                **content,
            )
        except requests.RequestException as error:
            raise SidecarUnavailable(
                f"no answer from {self.url}: {type(error).__name__}"
            ) from error
        return self._read(response)

    def is_ready(self):
        """Whether the sidecar takes orders; False also when it does not answer."""
        try:
            response = requests.get(
                f"{self.url}/ready", timeout=self.timeout, allow_redirects=False
            )
        except requests.RequestException:
            return False
        return response.status_code == 200

    def _read(self, response):
        status = response.status_code
        try:
            body = response.json()
        except ValueError:
            body = {}
        if isinstance(body, list):
            body = {"items": body}
        elif not isinstance(body, dict):
            body = {}
        if status in (401, 429) or status >= 500 or not (200 <= status < 300 or status >= 400):
            retry_after = response.headers.get("Retry-After", "")
            raise SidecarUnavailable(
                f"{status} {body.get('code') or response.reason}: {body.get('detail') or ''}".rstrip(
                    ": "
                ),
                int(retry_after) if retry_after.isdecimal() else None,
            )
        # 409 and 422 with an event are the engine's answer, which also arrives with the events.
        if status < 400 or body.get("type") in ("execution", "cancel_reject"):
            return Answer(status, body)
        if not body.get("code"):
            raise SidecarUnavailable(
                f"{self.url} answered {status} and is not the matching sidecar"
            )
        return Answer(status, body, refusal=body)
