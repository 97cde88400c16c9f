"""The two machine-readable documents, and validating against their schemas."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

DOCS = Path(__file__).parents[3] / "docs"
BASE = "file:///docs/"


@cache
def document(name: str) -> dict[str, Any]:
    return yaml.safe_load((DOCS / name).read_text("utf-8"))


@cache
def registry() -> Registry:
    names = ("openapi.yaml", "asyncapi.yaml")
    resources = (
        (BASE + name, Resource(contents=document(name), specification=DRAFT202012))
        for name in names
    )
    return Registry().with_resources(resources)


def validate(value: Any, name: str, pointer: str) -> None:
    """Check a value against the schema at a place of a document."""
    schema = {"$ref": f"{BASE}{name}#{pointer}"}
    Draft202012Validator(schema, registry=registry()).validate(value)


def look_up(name: str, node: Any) -> Any:
    """A node of a document with its reference, if it is one, followed and what stands beside it added."""
    if not (isinstance(node, dict) and "$ref" in node):
        return node
    file, _, pointer = node["$ref"].partition("#")
    found: Any = document(file.removeprefix("./") or name)
    for part in pointer.strip("/").split("/"):
        found = found[part]
    return {
        **look_up(file.removeprefix("./") or name, found),
        **{key: v for key, v in node.items() if key != "$ref"},
    }


def references(node: Any) -> Iterator[str]:
    """All references below a node."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)
