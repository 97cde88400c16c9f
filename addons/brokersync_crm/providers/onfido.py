"""Onfido, API v3.6: an applicant, and a check of reports about it (documentation.onfido.com)."""

import hashlib
import hmac
import json

from .http import pick
from .interface import Outcome, Provider, SignatureError

REPORTS = ["identity_enhanced", "watchlist_enhanced"]


class Onfido(Provider):
    code = "onfido"
    name = "Onfido"
    default_url = "https://api.eu.onfido.com"

    def _call(self, method, path, **kwargs):
        headers = {"Authorization": f"Token token={self.key}"}
        return self.client.call(method, f"/v3.6{path}", headers=headers, **kwargs)

    def start(self, subject):
        applicant = {"first_name": subject.first_name or "-", "last_name": subject.last_name}
        if subject.birth_date:
            applicant["dob"] = subject.birth_date.isoformat()
        applicant_id = pick(self._call("POST", "/applicants", json=applicant), "id")
        check = {
            "applicant_id": applicant_id,
            "report_names": REPORTS,
            "tags": [subject.reference],
        }
        return pick(self._call("POST", "/checks", json=check), "id")

    def outcome(self, reference):
        check = self._call("GET", f"/checks/{reference}")
        if pick(check, "status") in ("withdrawn", "paused"):
            return Outcome("consider", (f"check {check['status']}",))
        if check["status"] != "complete":
            return Outcome("pending")
        result = pick(check, "result")
        return Outcome("clear" if result == "clear" else "consider", (f"result {result}",))

    def webhook(self, headers, body, now):
        digest = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        if not self.secret or not hmac.compare_digest(
            digest.encode(), headers.get("x-sha2-signature", "").encode()
        ):
            raise SignatureError("X-SHA2-Signature")
        payload = json.loads(body).get("payload", {})
        if payload.get("resource_type") != "check":
            raise ValueError("not about a check")
        return str(payload["object"]["id"])
