"""Tokens: what Odoo signed passes, everything else does not (FAULTS 77)."""

from __future__ import annotations

import base64
import hmac
import json
import time

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey
from joserfc.util import urlsafe_b64encode
from websockets.exceptions import ConnectionClosed

from matching_sidecar.gateway import auth, session
from matching_sidecar.gateway.auth import TokenVerifier
from matching_sidecar.journal.revocations import FILE
from matching_sidecar.tests.running import Running, Signer
from matching_sidecar.wire.errors import EdgeError


def unsigned(signer: Signer) -> str:
    header, claims = {"alg": "none", "typ": "JWT"}, signer.claims()
    parts = (urlsafe_b64encode(json.dumps(part).encode()).decode() for part in (header, claims))
    return ".".join([*parts, ""])


def symmetric(signer: Signer) -> str:
    """Signed with the public key as if it were a shared secret."""
    header = {"alg": "HS256", "typ": "JWT"}
    parts = (urlsafe_b64encode(json.dumps(part).encode()) for part in (header, signer.claims()))
    signed = b".".join(parts)
    tag = hmac.digest(signer.public_pem, signed, "sha256")
    return (signed + b"." + urlsafe_b64encode(tag)).decode()


def elliptic(signer: Signer) -> str:
    return jwt.encode({"alg": "ES256"}, signer.claims(), ECKey.generate_key("P-256"), ["ES256"])


def other_key(signer: Signer) -> str:
    key = OKPKey.generate_key("Ed25519")
    return jwt.encode({"alg": "Ed25519"}, signer.claims(), key, ["Ed25519"])


def own_key_in_header(signer: Signer) -> str:
    key = OKPKey.generate_key("Ed25519")
    header = {"alg": "Ed25519", "jwk": key.as_dict(private=False)}
    return jwt.encode(header, signer.claims(), key, ["Ed25519"])


def changed_claims(signer: Signer) -> str:
    head, _, signature = signer.token().split(".")
    claims = urlsafe_b64encode(json.dumps(signer.claims(accounts=["*"])).encode()).decode()
    return f"{head}.{claims}.{signature}"


def cut_signature(signer: Signer) -> str:
    return signer.token()[:-10]


NOW = int(time.time())
FORGED = {
    "unsigned": unsigned,
    "symmetric": symmetric,
    "elliptic": elliptic,
    "other key": other_key,
    "own key in header": own_key_in_header,
    "changed claims": changed_claims,
    "cut signature": cut_signature,
    "no token at all": lambda _: "token",
    "not ASCII": lambda signer: signer.token() + "é",
    "bytes in base64": lambda _: base64.b64encode(bytes(range(256))).decode(),
    "other audience": lambda signer: signer.token(aud="odoo"),
    "list of audiences": lambda signer: signer.token(aud=["matching-sidecar", "odoo"]),
    "other issuer": lambda signer: signer.token(iss="someone"),
    "expired": lambda signer: signer.token(iat=NOW - 600, exp=NOW - 1),
    "issued in the future": lambda signer: signer.token(iat=NOW + 3_600, exp=NOW + 3_660),
    "lives an hour": lambda signer: signer.token(exp=NOW + 3600),
    "exp as text": lambda signer: signer.token(exp=str(NOW + 60)),
    "accounts as text": lambda signer: signer.token(accounts="*"),
    **{
        f"without {claim}": lambda signer, claim=claim: signer.token(**{claim: None})
        for claim in (
            "iss",
            "aud",
            "sub",
            "iat",
            "exp",
            "jti",
            "firm",
            "trader",
            "accounts",
            "permissions",
        )
    },
}


@pytest.mark.parametrize("case", FORGED)
def test_refused(case):
    signer = Signer()
    verifier = TokenVerifier(signer.key)
    with pytest.raises(EdgeError) as refusal:
        verifier.verify(FORGED[case](signer))
    assert (refusal.value.code, refusal.value.status) == ("UNAUTHENTICATED", 401)


def test_accepted():
    signer = Signer()
    principal = TokenVerifier(signer.key).verify(signer.token())
    assert (principal.sub, principal.firm, principal.trader) == (
        "ann@nord.example",
        "NORD",
        "NORD-T1",
    )
    assert principal.may_view
    assert principal.may_trade
    assert not principal.may_administer
    assert principal.may_use("NORD-01")
    assert not principal.may_use("ALPS-01")
    assert TokenVerifier(signer.key).verify(signer.staff()).may_use("ALPS-01")


def test_known_tokens_expire_too(monkeypatch):
    monkeypatch.setattr(auth, "CACHE_SIZE", 2)
    signer, clock = Signer(), [time.time()]
    verifier = TokenVerifier(signer.key, lambda: clock[0])
    tokens = [signer.token() for _ in range(3)]
    first = verifier.verify(tokens[0])
    assert verifier.verify(tokens[0]) is first
    verifier.verify(tokens[1])
    verifier.verify(tokens[2])
    assert verifier.verify(tokens[0]) is not first
    clock[0] += 601
    for token in tokens:
        with pytest.raises(EdgeError, match="expired"):
            verifier.verify(token)


@pytest.mark.parametrize("case", ["private", "elliptic", "nonsense"])
def test_key_file_must_hold_a_public_ed25519_key(tmp_path, case):
    path = tmp_path / "key.pem"
    path.write_bytes(
        {
            "private": Signer().key.as_pem(private=True),
            "elliptic": ECKey.generate_key("P-256").as_pem(private=False),
            "nonsense": b"no key",
        }[case]
    )
    with pytest.raises(ValueError, match=r"key\.pem"):
        TokenVerifier.from_file(path)


@pytest.mark.parametrize("case", ["unsigned", "other audience", "expired"])
def test_websocket_login_is_refused(shared, case):
    with shared.connect() as socket:
        answer = socket.ask(op="login", token=FORGED[case](shared.signer))
        assert (answer["type"], answer["code"]) == ("error", "UNAUTHENTICATED")
        with pytest.raises(ConnectionClosed) as closed:
            socket.receive()
        assert closed.value.rcvd.code == 4001


def test_first_message_must_be_a_login(shared):
    before = shared.stored
    with shared.connect() as socket:
        assert socket.ask(op="new", **shared.order())["code"] == "UNAUTHENTICATED"
        with pytest.raises(ConnectionClosed) as closed:
            socket.receive()
        assert closed.value.rcvd.code == 4001
    assert shared.stored == before


def test_nothing_follows_a_refused_first_message(shared):
    before = shared.stored
    order = {"op": "new"} | shared.order()
    with shared.connect() as socket:
        socket.send([order, {"op": "login", "token": shared.signer.token()}, order])
        assert socket.receive()["code"] == "UNAUTHENTICATED"
        with pytest.raises(ConnectionClosed):
            socket.receive()
    assert shared.stored == before


def test_long_reasons_fit_into_the_goodbye(shared):
    token = shared.signer.token(sub="é" * 300, trader="x" * 40)
    with shared.connect() as socket:
        assert socket.ask(op="login", token=token)["code"] == "UNAUTHENTICATED"
        with pytest.raises(ConnectionClosed) as closed:
            socket.receive()
        assert closed.value.rcvd.code == 4001


def test_login_must_come_in_time(shared, monkeypatch):
    monkeypatch.setattr(session, "LOGIN_SECONDS", 0.2)
    with shared.connect() as socket, pytest.raises(ConnectionClosed) as closed:
        socket.receive()
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (
        4001,
        "no login within 0 seconds",
    )


@pytest.mark.parametrize("case", ["unsigned", "other audience", "expired", "other key"])
def test_rest_refuses(shared, case):
    before = shared.stored
    token = FORGED[case](shared.signer)
    answer = shared.request("POST", "/v1/orders", shared.order(), token)
    assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHENTICATED")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert shared.stored == before


@pytest.mark.parametrize("header", ["", "Basic abc", "Bearer", "Digest x"])
def test_rest_needs_a_bearer_token(shared, header):
    answer = shared.request("GET", "/v1/orders", token="", headers={"Authorization": header})
    assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize("path", ["/v1/admin/kill", "/v1/admin/session", "/v1/reference/refresh"])
def test_rest_admin_is_for_admins(shared, path):
    before = shared.stored
    assert shared.request("POST", path, {}).status_code == 403
    assert shared.stored == before


def test_session_ends_with_its_token(shared):
    now = int(time.time())
    with shared.login(shared.signer.token(iat=now, exp=now + 3)) as socket:
        with pytest.raises(ConnectionClosed) as closed:
            socket.receive()
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (
            4001,
            "the token has expired",
        )


def test_session_is_renewed_on_the_same_socket(shared):
    now = int(time.time())
    with shared.login(shared.signer.token(iat=now, exp=now + 4)) as socket:
        socket.send({"op": "subscribe", "channel": "orders"})
        assert socket.ask(op="login", token=shared.signer.token())["exp"] > now + 500
        time.sleep(max(0.0, now + 4.3 - time.time()))
        socket.send({"op": "new", **shared.order()})
        assert [message["exec_type"] for message in socket.sync()] == ["new"]


def test_renewal_with_less_rights_ends_subscriptions(shared):
    with shared.login() as socket:
        socket.ask(op="subscribe", channel="book", symbols=["NGF27"])
        socket.send({"op": "subscribe", "channel": "orders"})
        socket.ask(op="login", token=shared.signer.token(permissions=["trade"]))
        socket.send({"op": "new", **shared.order(symbol="NGF27", price=3)})
        assert [message["type"] for message in socket.sync()] == ["execution"]


def test_session_stays_with_who_opened_it(shared):
    with shared.login() as socket:
        answer = socket.ask(op="login", token=shared.signer.token(sub="eve@nord.example"))
        assert (answer["code"], answer["field"]) == ("NOT_PERMITTED", "token")
        bad = socket.ask(op="login", token="no token")
        assert bad["code"] == "UNAUTHENTICATED"
        assert socket.ask(op="ping", id=1)["type"] == "pong"


def test_revoked_tokens_are_refused_and_newer_ones_taken():
    signer, clock = Signer(), [time.time()]
    verifier = TokenVerifier(signer.key, lambda: clock[0])
    token, other = signer.token(), signer.token(sub="bob@nord.example")
    alps = signer.token(sub="al@alps.example", firm="ALPS")
    for one in (token, other, alps):
        verifier.verify(one)
    verifier.revoke(verifier.revocation("sub", "ann@nord.example"))
    for one in (token, signer.token(), signer.token(iat=int(clock[0]) - 60)):
        with pytest.raises(EdgeError, match="revoked"):
            verifier.verify(one)
    verifier.verify(other)
    verifier.revoke(verifier.revocation("firm", "NORD"))
    with pytest.raises(EdgeError, match="revoked"):
        verifier.verify(other)
    verifier.verify(alps)
    clock[0] += 2
    verifier.verify(signer.token(iat=int(clock[0])))


def test_revocations_are_forgotten_with_the_tokens():
    signer, clock = Signer(), [time.time()]
    verifier = TokenVerifier(signer.key, lambda: clock[0])
    verifier.revoke(verifier.revocation("sub", "ann@nord.example"))
    clock[0] += auth.MAX_LIFETIME + auth.LEEWAY + 1
    verifier.revoke(verifier.revocation("sub", "bob@nord.example"))
    assert [code for _, code in verifier._revoked] == ["bob@nord.example"]


@pytest.mark.parametrize(
    "scope", [{"scope": "sub", "code": "bob@nord.example"}, {"scope": "firm", "code": "NORD"}]
)
def test_revoked_user_is_gone_at_once(sidecar, scope):
    """FAULTS 79."""
    bob = sidecar.signer.token(sub="bob@nord.example")
    alps = sidecar.signer.token(sub="al@alps.example", firm="ALPS", accounts=["ALPS-01"])
    staff = sidecar.signer.staff()
    with sidecar.login(bob) as socket, sidecar.login(alps) as other:
        answer = sidecar.request("POST", "/v1/admin/revoke", scope, staff)
        assert (answer.status_code, answer.json()) == (200, {"sessions_ended": 1})
        with pytest.raises(ConnectionClosed) as closed:
            socket.receive()
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4001, "the token was revoked")
        assert other.ask(op="ping", id=1)["type"] == "pong"
    assert sidecar.request("GET", "/v1/orders", token=bob).status_code == 401
    with sidecar.connect() as socket:
        assert socket.ask(op="login", token=bob)["code"] == "UNAUTHENTICATED"
    assert sidecar.request("GET", "/v1/orders", token=staff).status_code == 200


def test_revoking_is_for_admins(shared):
    answer = shared.request("POST", "/v1/admin/revoke", {"scope": "sub", "code": "x"})
    assert (answer.status_code, answer.json()["code"]) == (403, "NOT_PERMITTED")


def test_a_restart_gives_no_right_back(tmp_path):
    signer = Signer()
    ann, bob = signer.token(), signer.token(sub="bob@nord.example")
    with Running(tmp_path, signer=signer) as sidecar:
        body = {"scope": "sub", "code": "ann@nord.example"}
        assert sidecar.request("POST", "/v1/admin/revoke", body, signer.staff()).status_code == 200
    with Running(tmp_path, signer=signer) as sidecar:
        assert sidecar.request("GET", "/v1/orders", token=ann).status_code == 401
        assert sidecar.request("GET", "/v1/orders", token=bob).status_code == 200


def test_a_revocation_that_cannot_be_kept_works_and_is_asked_for_again(sidecar):
    ann, staff = sidecar.signer.token(), sidecar.signer.staff()
    in_the_way = (sidecar.config.sidecar.data_dir / FILE).with_suffix(".new")
    in_the_way.mkdir()
    body = {"scope": "sub", "code": "ann@nord.example"}
    answer = sidecar.request("POST", "/v1/admin/revoke", body, staff)
    assert (answer.status_code, answer.json()["code"]) == (503, "JOURNAL_UNAVAILABLE")
    assert "send it again" in answer.json()["detail"]
    assert sidecar.request("GET", "/v1/orders", token=ann).status_code == 401
    in_the_way.rmdir()
    assert sidecar.request("POST", "/v1/admin/revoke", body, staff).status_code == 200
