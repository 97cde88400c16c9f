"""Odoo's web client as the server sees it: a session, and the calls that lists and forms make."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from typing import Any, Final
from xml.etree import ElementTree

from tools.settings import Settings

Specification = dict[str, Any]
Question = tuple[str, str, str, list[Any], dict[str, Any]]
"""Login, model, method, arguments, named arguments."""

LIST_LIMIT: Final = 80
COUNT_LIMIT: Final = 10_001
INBOX_LIMIT: Final = 40
NAME: Final[Specification] = {"fields": {"display_name": {}}}
RELATIONS: Final = ("many2one", "many2many", "one2many")
INBOX: Final[Specification] = {
    "display_name": {},
    "firm_id": NAME,
    "trader_id": {},
    "last_at": {},
    "last_id": {"fields": {"channel": {}, "direction": {}}},
    "preview": {},
    "desk_unread": {},
}


class WebClient:
    """One person who is logged in, with one connection."""

    def __init__(self, stack: Settings, login: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", stack.odoo_port, timeout=60)
        self.cookie = ""
        self.login = login
        self.asked: list[Question] = []
        self._post(
            "/web/session/authenticate", {"db": stack.database, "login": login, "password": login}
        )

    def close(self) -> None:
        """Close the connection; the session ends with the database."""
        self.connection.close()

    def call(
        self, model: str, method: str, args: list[Any], kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Call a method of a model; raises RuntimeError with Odoo's words."""
        kwargs = kwargs or {}
        self.asked.append((self.login, model, method, args, kwargs))
        parameters = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self._post(f"/web/dataset/call_kw/{model}/{method}", parameters)

    def read_list(self, model: str) -> Callable[[list[Any]], dict[str, Any]]:
        """The list of a model: domain → its first page, in the model's own order."""
        arch, fields = self._view(model, "list")
        specification = _specification(arch, fields)
        return lambda domain: self._search(model, domain, specification, LIST_LIMIT, COUNT_LIMIT)

    def inbox(self, domain: list[Any]) -> dict[str, Any]:
        """The first page of the inbox of messages."""
        limit = INBOX_LIMIT
        return self._search("brokersync.conversation", domain, INBOX, limit, limit + 1)

    def form(self, model: str) -> Callable[[int], Any]:
        """The form of a model: id → what it shows."""
        arch, fields = self._view(model, "form")
        specification = _specification(arch, fields)
        return lambda record: self.call(
            model, "web_read", [[record]], {"specification": specification}
        )

    def _search(
        self,
        model: str,
        domain: list[Any],
        specification: Specification,
        limit: int,
        count_limit: int,
    ) -> dict[str, Any]:
        found: dict[str, Any] = self.call(
            model,
            "web_search_read",
            [],
            {
                "domain": domain,
                "specification": specification,
                "limit": limit,
                "count_limit": count_limit,
            },
        )
        return found

    def _view(self, model: str, kind: str) -> tuple[ElementTree.Element, dict[str, Any]]:
        views = self.call(model, "get_views", [[[False, kind]]])
        arch = ElementTree.fromstring(views["views"][kind]["arch"])  # noqa: S314  from our own server
        return arch, views["models"][model]["fields"]

    def _post(self, path: str, parameters: dict[str, Any]) -> Any:
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": parameters})
        headers = {"Content-Type": "application/json", "Cookie": self.cookie}
        self.connection.request("POST", path, body, headers)
        response = self.connection.getresponse()
        answer = json.loads(response.read())
        if "error" in answer:
            raise RuntimeError(f"{path}: {answer['error']['data']['message']}")
        for name, value in response.getheaders():
            if name.lower() == "set-cookie" and value.startswith("session_id="):
                self.cookie = value.partition(";")[0]
        return answer.get("result")  # a method that gives None has none


def _specification(arch: ElementTree.Element, fields: dict[str, Any]) -> Specification:
    """The fields that a view shows; of related records their names, or the columns of the list inside."""
    found: Specification = {}
    for node in _fields(arch):
        name = node.attrib["name"]
        if fields[name]["type"] in RELATIONS:
            inside = [column.attrib["name"] for child in node for column in _fields(child)]
            found[name] = {"fields": {column: {} for column in inside}} if inside else NAME
        else:
            found[name] = {}
    return found


def _fields(node: ElementTree.Element) -> list[ElementTree.Element]:
    """The `field` elements below a node, not those of the views inside them."""
    found = []
    for child in node:
        if child.tag == "field":
            found.append(child)
        else:
            found += _fields(child)
    return found
