"""Jumio KYX: an account with a workflow execution (documentation.jumio.ai)."""

import hmac
import json

from .http import pick
from .interface import Outcome, Provider, SignatureError

WORKFLOW = 10015
"""Jumio's key of the workflow "ID and identity verification"; an account can have its own."""

DECISIONS = {"PASSED": "clear", "WARNING": "consider", "REJECTED": "rejected"}


class Jumio(Provider):
    """`key` is `client id:client secret` of the OAuth2 client.

    Jumio's callback carries no signature. The address it is given ends with our secret, and what the callback says is
    not believed either: the outcome is fetched.
    """

    code = "jumio"
    name = "Jumio"
    default_url = "https://api.emea-1.jumio.ai"

    def _call(self, method, path, **kwargs):
        client_id, _colon, client_secret = self.key.partition(":")
        answer = self.client.call(
            "POST",
            "/oauth2/token",
            auth=(client_id, client_secret),
            data={"grant_type": "client_credentials"},
        )
        headers = {"Authorization": f"Bearer {pick(answer, 'access_token')}"}
        return self.client.call(method, f"/api/v1{path}", headers=headers, **kwargs)

    def start(self, subject):
        answer = self._call(
            "POST",
            "/accounts",
            json={
                "customerInternalReference": subject.reference,
                "workflowDefinition": {"key": WORKFLOW},
            },
        )
        return f"{pick(answer, 'account', 'id')}/{pick(answer, 'workflowExecution', 'id')}"

    def outcome(self, reference):
        account, _slash, execution = reference.partition("/")
        answer = self._call("GET", f"/accounts/{account}/workflow-executions/{execution}")
        status = pick(answer, "workflow", "status")
        if status in ("SESSION_EXPIRED", "TOKEN_EXPIRED"):
            return Outcome("consider", (status,))
        if status != "PROCESSED":
            return Outcome("pending")
        decision = pick(answer, "decision", "type")
        label = answer["decision"].get("details", {}).get("label", "")
        return Outcome(DECISIONS.get(decision, "consider"), (f"{decision} {label}".strip(),))

    def webhook(self, headers, body, now):
        token = headers.get("x-callback-secret", "")
        if not self.secret or not hmac.compare_digest(self.secret.encode(), token.encode()):
            raise SignatureError("secret of the address")
        payload = json.loads(body)
        return f"{payload['account']['id']}/{payload['workflowExecution']['id']}"
