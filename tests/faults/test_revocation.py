"""A right withdrawn stays withdrawn, whatever happens to the process (FAULTS 79). Odoo is away all the time."""

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

LOGINS = [f"trader{number}@nord.example" for number in range(20)]


def status(lab, token):
    """What a token gets over REST."""
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.get(f"{lab.url}/v1/orders", headers=headers, timeout=60).status_code


def revoke(lab, scope, code):
    headers = {"Authorization": f"Bearer {lab.signer.token()}"}
    body = {"scope": scope, "code": code}
    answer = httpx.post(f"{lab.url}/v1/admin/revoke", headers=headers, json=body, timeout=60)
    assert answer.status_code == 200, answer.text


def test_killed_right_after_the_answer(lab):
    """Twenty times: what was answered before the SIGKILL holds after it, and only that."""
    tokens = {login: lab.signer.token(sub=login, permissions=["view"]) for login in LOGINS}
    for number, login in enumerate(LOGINS, 1):
        lab.start()
        revoke(lab, "sub", login)
        lab.kill()
        if number in (1, 10, len(LOGINS)):
            lab.start()
            found = [status(lab, tokens[one]) for one in LOGINS]
            assert found == [401] * number + [200] * (len(LOGINS) - number)
            lab.kill()


def test_a_firm_is_gone_on_the_websocket_too(lab):
    token = lab.signer.token(sub="ann", firm="NORD")
    lab.start()
    revoke(lab, "firm", "NORD")
    lab.kill()
    lab.start()
    with connect(lab.ws_url) as socket:
        socket.send(f'{{"op": "login", "token": "{token}"}}')
        refusal = socket.recv(60)
        assert "revoked" in refusal, refusal
        with pytest.raises(ConnectionClosed):
            socket.recv(60)


def test_a_damaged_file_is_not_taken_for_an_empty_one(lab):
    lab.start()
    revoke(lab, "sub", LOGINS[0])
    lab.kill()
    kept = lab.data / "revocations.json"
    kept.write_bytes(kept.read_bytes()[:-5])
    lab.spawn()
    assert lab.process.wait(60) == 4
