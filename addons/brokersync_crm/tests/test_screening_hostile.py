import re
from importlib import import_module
from pkgutil import iter_modules
from re import _parser as parser

from odoo.tests import BaseCase, tagged

from .. import aml, registry, screening

LENGTH = 50_000
HOSTILE = [
    "a" * LENGTH,
    "1" * LENGTH + "!",
    "'" * LENGTH,
    "a.k.a. '" * (LENGTH // 8),
    "AB-" * (LENGTH // 3) + "\0",
    "12 Jan " * (LENGTH // 7),
    "0" * (LENGTH - 1) + " ",
    " \t" * (LENGTH // 2) + "x",
]


def patterns():
    """Every compiled expression of the packages that read what others wrote."""
    for package in screening, aml, registry:
        for module in iter_modules(package.__path__):
            loaded = import_module(f"{package.__name__}.{module.name}")
            for name, value in vars(loaded).items():
                if isinstance(value, re.Pattern):
                    yield f"{module.name}.{name}", value


def nested(parsed, inside=False):
    """Whether an unbounded repetition stands inside another one: what makes an expression exponential."""
    for kind, value in parsed:
        unbounded = kind in (parser.MAX_REPEAT, parser.MIN_REPEAT) and value[1] == parser.MAXREPEAT
        if unbounded and inside:
            return True
        if any(nested(part, inside or unbounded) for part in _below(value)):
            return True
    return False


def _below(value):
    """The expressions within one node of the parse tree."""
    if isinstance(value, parser.SubPattern):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _below(part)


@tagged("post_install", "-at_install")
class TestHostileText(BaseCase):
    """FAULTS 83. Each expression also runs over 50 kB of hostile text."""

    def test_what_is_exponential_is_recognised(self):
        for expression in r"(a+)+b", r"(a|b*)*c", r"(x(y+)?)*z":
            self.assertTrue(nested(parser.parse(expression)), expression)
        for expression in r"a+b+", r"(ab?){3}c*", r"(a{1,3})*":
            self.assertFalse(nested(parser.parse(expression)), expression)

    def test_no_expression_repeats_a_repetition(self):
        found = dict(patterns())
        self.assertLessEqual(
            {"ofac._WEAK", "birth._DAY", "normal._WORD", "address._POSTCODE"}, set(found)
        )
        for name, pattern in found.items():
            with self.subTest(name):
                self.assertFalse(nested(parser.parse(pattern.pattern)))
                for text in HOSTILE:
                    for use in pattern.search, pattern.fullmatch, pattern.findall:
                        use(text)
