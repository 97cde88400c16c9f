"""ComplyAdvantage: a search of sanctions, watch lists and media (docs.complyadvantage.com)."""

import base64
import binascii
import hashlib
import hmac
import json

from .http import pick
from .interface import Outcome, Provider, SignatureError

STATUS = {
    "no_match": "clear",
    "false_positive": "clear",
    "potential_match": "consider",
    "unknown": "consider",
    "true_positive": "rejected",
    "true_positive_approve": "consider",
    "true_positive_reject": "rejected",
}
TOLERANCE = 300
"""Seconds a signed call may be old (Standard Webhooks v1)."""


class ComplyAdvantage(Provider):
    code = "complyadvantage"
    name = "ComplyAdvantage"
    default_url = "https://api.eu.complyadvantage.com"

    def _call(self, method, path, **kwargs):
        headers = {"Authorization": f"Token {self.key}"}
        return self.client.call(method, path, headers=headers, **kwargs)

    def start(self, subject):
        search = {
            "search_term": subject.name,
            "client_ref": subject.reference,
            "fuzziness": 0.6,
            "filters": {"types": ["sanction", "warning", "pep"]},
        }
        if subject.birth_date:
            search["filters"]["birth_year"] = subject.birth_date.year
        if subject.country:
            search["filters"]["country_codes"] = [subject.country]
        return pick(self._call("POST", "/searches", json=search), "content", "data", "ref")

    def outcome(self, reference):
        answer = self._call("GET", f"/searches/{reference}")
        status = pick(answer, "content", "data", "match_status")
        hits = pick(answer, "content", "data", "total_hits")
        return Outcome(STATUS.get(status, "consider"), (f"{status}, {hits} hits",))

    def webhook(self, headers, body, now):
        """Standard Webhooks v1: HMAC-SHA256 of id, time and body with the account's `whsec_` secret."""
        try:
            secret = base64.b64decode(self.secret.removeprefix("whsec_"), validate=True)
            sent = int(headers.get("webhook-timestamp", ""))
        except (ValueError, binascii.Error) as error:
            raise SignatureError("webhook-timestamp or secret") from error
        signed = b".".join([headers.get("webhook-id", "").encode(), str(sent).encode(), body])
        digest = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest())
        given = [
            part.removeprefix("v1,").encode()
            for part in headers.get("webhook-signature", "").split(" ")
            if part.startswith("v1,")
        ]
        if not secret or not any(hmac.compare_digest(digest, one) for one in given):
            raise SignatureError("webhook-signature")
        if abs(now - sent) > TOLERANCE:
            raise SignatureError("webhook-timestamp is not of now")
        data = json.loads(body).get("data", {})
        return str(data["ref"])
