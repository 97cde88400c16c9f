"""Whatever the sidecar refuses or ends with, the screens have words for it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from matching_sidecar.model.codes import REASONS
from matching_sidecar.wire.errors import STATUSES
from tools.settings import REPO

SIDECAR = REPO / "matching_sidecar"
WORDS = REPO / "addons/brokersync_oms/reason_words.py"
CODES = REASONS.keys() | STATUSES.keys()
CODE = re.compile(r"[A-Z]+(_[A-Z]+)*")
REFUSERS = ("EdgeError", "Refusal", "refuse", "_refuse", "_refusal", "stand_by", "not_http")


def worded() -> dict[str, list[str]]:
    """The sentences of each code, most exact first, as Odoo's module has them."""
    for node in ast.parse(WORDS.read_text()).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            return {
                ast.literal_eval(key): [ast.literal_eval(call.args[0]) for call in value.elts]
                for key, value in zip(node.value.keys, node.value.values, strict=True)
            }
    raise AssertionError(f"{WORDS} has no table")


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(SIDECAR.rglob("*.py")):
        if "tests" not in path.parts:
            yield path.relative_to(SIDECAR), ast.parse(path.read_text())


def emitted() -> set[str]:
    """Codes in the sidecar's source: all of the engine's and the gate's, elsewhere what a refusal is made with."""
    found = set()
    for path, tree in sources():
        whole = path.parts[0] in ("engine", "risk")
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in REFUSERS:
                found |= _codes(node.args)
            elif whole and not isinstance(node, ast.Expr):  # a docstring is no code
                found |= _codes(ast.iter_child_nodes(node))
    return found


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _codes(nodes) -> set[str]:
    values = {node.value for node in nodes if isinstance(node, ast.Constant)}
    return {value for value in values if isinstance(value, str) and CODE.fullmatch(value)}


def test_every_code_in_the_source_is_on_the_list():
    """A code nobody listed would slip past the next test."""
    found = emitted()
    assert {"PRICE_BAND", "ORDER_QTY_LIMIT", "NOT_READY", "MALFORMED", "TOO_LATE"} <= found
    assert found - CODES == set()


def test_every_code_has_words_and_no_words_are_left_over():
    assert worded().keys() == CODES


@pytest.mark.parametrize("code", sorted(CODES))
def test_the_words_are_sentences_for_people(code):
    sentences = worded()[code]
    assert "%" not in sentences[-1], "what is said without numbers needs none"
    for sentence in sentences:
        assert re.fullmatch(r"([A-Z]|%\().*\.", sentence)
        assert not re.search(r"[a-z]+_[a-z]+", re.sub(r"%\(\w+\)s", "", sentence)), "a field's name"
