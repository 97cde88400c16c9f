"""docs/openapi.yaml and a running server say the same: each verb, path, status and schema is tried."""

from __future__ import annotations

from typing import Any, NamedTuple

import httpx
import pytest
from openapi_spec_validator import validate as validate_document

from matching_sidecar.gateway.rest.app import ROUTES
from matching_sidecar.gateway.throttle import Throttle
from matching_sidecar.tests.docs.documents import document, look_up, validate
from matching_sidecar.tests.running import Running
from matching_sidecar.wire.errors import STATUSES

NAME = "openapi.yaml"
JSON = "application/json"
PROBLEM = "application/problem+json"
CHANGE = {"cl_ord_id": "x1", "orig_cl_ord_id": "open", "account": "NORD-01"}
REPLACE = CHANGE | {"symbol": "CLF27", "order_qty": 6, "price": 70.25}
CHILD = {"symbol": "CLF27", "side": "sell", "order_qty": 5}
GROUP = {
    "list_id": "L1",
    "account": "NORD-01",
    "contingency": "oco",
    "orders": [
        CHILD
        | {"cl_ord_id": "g1", "price": 72.0, "time_in_force": "gtd", "expire_date": "2099-12-31"},
        CHILD | {"cl_ord_id": "g2", "ord_type": "stop", "stop_px": 68.0, "trigger": "mid"},
    ],
}
MASS_CANCEL = {
    "cl_ord_id": "m",
    "account": "NORD-01",
    "firm": "NORD",
    "symbol": "CLF27",
    "side": "buy",
}
KILL = {"scope": "account", "code": "HOUSE-MM1", "on": True}
REVOKE = {"scope": "firm", "code": "ALPS"}
BUST = {"trade_id": 1}
CORRECT = {"trade_id": 1, "price": 70.5}
SESSION = {"symbol": "NGF27", "action": "open"}


class Try(NamedTuple):
    """A request and the status it must get. ``setting`` is how the server stands before it."""

    method: str
    path: str
    status: int
    body: Any = None
    url: str = ""
    who: str = "trader"
    setting: str = ""


def refusals(path: str, body: Any, who: str, before: str = "") -> list[Try]:
    """What every command refuses in the same way. ``before``: what else must have happened."""
    return [
        Try("post", path, 400, {"nonsense": 1}, who=who),
        Try("post", path, 401, body, who="nobody"),
        Try("post", path, 403, body, who="viewer"),
        Try("post", path, 413, b" " * 70_000, who=who),
        Try("post", path, 429, body, who=who, setting=before + "overloaded"),
        Try("post", path, 503, body, who=who, setting=before + "stopping"),
    ]


def reads(path: str, url: str, *more: Try) -> list[Try]:
    """What every question answers in the same way."""
    return [
        Try("get", path, 200, url=url),
        Try("get", path, 401, url=url, who="nobody"),
        Try("get", path, 403, url=url, who="blind"),
        Try("get", path, 429, url=url, setting="flooded"),
        *more,
    ]


def market_reads(what: str, bad: str = "") -> list[Try]:
    """``bad``: a parameter that is refused."""
    path, url = f"/v1/instruments/{{symbol}}/{what}", f"/v1/instruments/CLF27/{what}"
    found = reads(path, url, Try("get", path, 404, url=url.replace("CLF27", "NONE")))
    found[0] = found[0]._replace(setting="traded")
    return found + ([Try("get", path, 400, url=f"{url}?{bad}")] if bad else [])


ORDER: dict[str, Any] = {
    "cl_ord_id": "n1",
    "account": "NORD-01",
    "symbol": "CLF27",
    "side": "buy",
    "order_qty": 5,
    "price": 70.25,
}
ONE, BOOK = "/v1/orders/{account}/{cl_ord_id}", "/v1/instruments/{symbol}/book"
TRIES = [
    Try("post", "/v1/orders", 201, ORDER),
    Try("post", "/v1/orders", 200, ORDER, setting="entered"),
    Try("post", "/v1/orders", 409, ORDER | {"order_qty": 9}, setting="entered"),
    Try("post", "/v1/orders", 422, ORDER | {"symbol": "NGF27"}, setting="halted"),
    *refusals("/v1/orders", ORDER, "trader"),
    *reads("/v1/orders", "/v1/orders?account=NORD-01&symbol=CLF27"),
    *reads(ONE, "/v1/orders/NORD-01/open", Try("get", ONE, 404, url="/v1/orders/NORD-01/none")),
    Try("post", "/v1/orders/cancel", 200, CHANGE),
    Try("post", "/v1/orders/cancel", 409, CHANGE | {"orig_cl_ord_id": "none"}),
    *refusals("/v1/orders/cancel", CHANGE, "trader"),
    Try("post", "/v1/orders/replace", 200, REPLACE),
    Try("post", "/v1/orders/replace", 409, REPLACE | {"orig_cl_ord_id": "none"}),
    Try("post", "/v1/orders/replace", 409, REPLACE | {"cl_ord_id": "open"}),
    *refusals("/v1/orders/replace", REPLACE, "trader"),
    Try("post", "/v1/orders/group", 201, GROUP),
    Try("post", "/v1/orders/group", 200, GROUP, setting="grouped"),
    Try("post", "/v1/orders/group", 409, GROUP | {"list_id": "L2"}, setting="grouped"),
    Try("post", "/v1/orders/group", 422, GROUP, setting="closed"),
    *refusals("/v1/orders/group", GROUP, "trader"),
    Try("post", "/v1/orders/mass_cancel", 200, MASS_CANCEL),
    *refusals("/v1/orders/mass_cancel", MASS_CANCEL, "trader"),
    *reads("/v1/instruments", "/v1/instruments"),
    *reads(
        BOOK,
        "/v1/instruments/CLF27/book?depth=5",
        Try("get", BOOK, 400, url="/v1/instruments/CLF27/book?depth=0"),
        Try("get", BOOK, 404, url="/v1/instruments/NONE/book"),
    ),
    *market_reads("quote"),
    *market_reads("statistics"),
    *market_reads("phase"),
    *market_reads("trades", "limit=0"),
    *market_reads("bars", "interval=2m"),
    Try("post", "/v1/admin/kill", 200, KILL, who="admin"),
    *refusals("/v1/admin/kill", KILL, "admin"),
    Try("post", "/v1/admin/session", 200, SESSION, who="admin"),
    *refusals("/v1/admin/session", SESSION, "admin"),
    Try("post", "/v1/admin/bust", 200, BUST, who="admin", setting="traded"),
    Try("post", "/v1/admin/bust", 404, BUST, who="admin"),
    *refusals("/v1/admin/bust", BUST, "admin", "traded and "),
    Try("post", "/v1/admin/correct", 200, CORRECT, who="admin", setting="traded"),
    Try("post", "/v1/admin/correct", 404, CORRECT, who="admin"),
    *refusals("/v1/admin/correct", CORRECT, "admin", "traded and "),
    Try("get", "/v1/admin/digest", 200, who="admin"),
    Try("get", "/v1/admin/digest", 401, who="nobody"),
    Try("get", "/v1/admin/digest", 403),
    Try("get", "/v1/admin/digest", 429, who="admin", setting="flooded"),
    Try("post", "/v1/admin/revoke", 200, REVOKE, who="admin"),
    Try("post", "/v1/admin/revoke", 400, {"nonsense": 1}, who="admin"),
    Try("post", "/v1/admin/revoke", 401, REVOKE, who="nobody"),
    Try("post", "/v1/admin/revoke", 403, REVOKE),
    Try("post", "/v1/admin/revoke", 413, b" " * 70_000, who="admin"),
    Try("post", "/v1/admin/revoke", 429, REVOKE, who="admin", setting="flooded"),
    Try("post", "/v1/admin/revoke", 503, REVOKE, who="admin", setting="full"),
    Try("post", "/v1/reference/refresh", 202, who="admin"),
    Try("post", "/v1/reference/refresh", 401, who="nobody"),
    Try("post", "/v1/reference/refresh", 403),
    Try("post", "/v1/reference/refresh", 429, who="admin", setting="flooded"),
    Try("get", "/live", 200, who="nobody"),
    Try("get", "/ready", 200, who="nobody"),
    Try("get", "/ready", 503, who="nobody", setting="blocked"),
    Try("get", "/health", 200, who="nobody"),
    Try("get", "/health", 503, who="nobody", setting="blocked"),
    Try("get", "/metrics", 200, who="nobody"),
]


def token(sidecar: Running, who: str) -> str:
    permissions = {"trader": ["view", "trade"], "viewer": ["view"], "blind": ["trade"]}
    if who == "nobody":
        return ""
    if who == "admin":
        return sidecar.signer.staff()
    return sidecar.signer.token(permissions=permissions[who])


def arrange(sidecar: Running, setting: str) -> None:
    """An open order named ``open`` is always there."""
    sidecar.request("POST", "/v1/orders", ORDER | {"cl_ord_id": "open"})
    if setting.startswith("traded"):
        sell = ORDER | {"account": "NORD-02", "side": "sell", "order_qty": 2}
        sidecar.request("POST", "/v1/orders", sell)
        setting = setting.removeprefix("traded and ")
    if setting == "entered":
        sidecar.request("POST", "/v1/orders", ORDER)
    elif setting == "grouped":
        sidecar.request("POST", "/v1/orders/group", GROUP)
    elif setting in ("halted", "closed"):
        halt = {"symbol": "NGF27" if setting == "halted" else "CLF27", "action": "halt"}
        sidecar.request("POST", "/v1/admin/session", halt, sidecar.signer.staff())
    else:
        hinder(sidecar, setting)


def hinder(sidecar: Running, setting: str) -> None:
    """Make the server refuse for a reason of its own."""
    shard = sidecar.app.shard
    if setting == "blocked":
        sidecar.run(shard.health.block, "test", "for a test")
    elif setting == "full":
        (sidecar.config.sidecar.data_dir / "revocations.new").mkdir()
    elif setting == "flooded":
        sidecar.app.hub.throttle = spent = Throttle(rate=0.001, burst=1)
        for sub in ("ann@nord.example", "desk@house.example"):
            spent.admit(sub)
    elif setting == "stopping":
        shard._closing = True
    elif setting == "overloaded":
        shard.config = shard.config._replace(max_waiting=0)


@pytest.mark.parametrize("one", TRIES, ids=lambda one: f"{one.method} {one.path} {one.status}")
def test_answer_is_as_documented(sidecar, one):
    arrange(sidecar, one.setting)
    answer = sidecar.request(
        one.method.upper(), one.url or one.path, one.body, token(sidecar, one.who)
    )
    assert answer.status_code == one.status, answer.text
    check(one.method, one.path, answer)


def check(method: str, path: str, answer: httpx.Response) -> None:
    """The answer's status, type, headers and content are those of the document."""
    pointer = f"/paths/{path.replace('/', '~1')}/{method}/responses/{answer.status_code}"
    response = look_up(
        NAME, document(NAME)["paths"][path][method]["responses"][str(answer.status_code)]
    )
    kind = answer.headers["content-type"].partition(";")[0]
    assert kind in response["content"]
    for header in response["headers"]:
        assert answer.headers[header]
    if kind in (JSON, PROBLEM):
        raw = document(NAME)["paths"][path][method]["responses"][str(answer.status_code)]
        place = raw["$ref"].removeprefix("#") if "$ref" in raw else pointer
        validate(answer.json(), NAME, f"{place}/content/{kind.replace('/', '~1')}/schema")


def test_document_is_openapi():
    validate_document(document(NAME))


def test_everything_documented_is_tried():
    documented = {
        (method, path, int(status))
        for path, item in document(NAME)["paths"].items()
        for method, operation in item.items()
        for status in operation["responses"]
    }
    assert {(one.method, one.path, one.status) for one in TRIES} == documented


def test_every_route_is_documented():
    routes = {(route.method.lower(), route.path.replace(":path", "")) for route in ROUTES}
    documented = {(m, path) for path, item in document(NAME)["paths"].items() for m in item}
    assert routes == documented


def test_codes_are_documented():
    schemas = document(NAME)["components"]["schemas"]
    assert set(schemas["Problem"]["properties"]["code"]["enum"]) == set(STATUSES)


@pytest.mark.parametrize("one", [one for one in TRIES if one.status < 300 and one.body], ids=str)
def test_good_bodies_are_as_documented(one):
    path = one.path.replace("/", "~1")
    place = f"/paths/{path}/{one.method}/requestBody/content/application~1json/schema"
    validate(one.body, NAME, place)
