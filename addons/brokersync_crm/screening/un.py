"""The consolidated list of the UN Security Council, XML.

Source: https://scsanctions.un.org/consolidated/ with its schema https://www.un.org/sc/resources/sc-sanctions.xsd.
"""

from datetime import date

from lxml import etree

from .country import codes_of
from .entry import ENTITY, PERSON, PRIMARY, STRONG, WEAK, Birth, Entry, Name
from .errors import ListRefused

# No entities, no network, no huge documents: a list that needs them is not the list.
_SAFE = {"resolve_entities": False, "no_network": True, "huge_tree": False, "load_dtd": False}
_NAME_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME", "FIFTH_NAME", "SIXTH_NAME")
_CIRCA_YEARS = 2


def read(content):
    """Entries of the list from the bytes of its file. Raises ListRefused when it is not that list."""
    root = _parse(content)
    if root.tag != "CONSOLIDATED_LIST":
        raise ListRefused(f"The document is a <{root.tag}>, not a <CONSOLIDATED_LIST>.")
    entries = [_entry(node, PERSON) for node in root.iterfind("INDIVIDUALS/INDIVIDUAL")]
    entries += [_entry(node, ENTITY) for node in root.iterfind("ENTITIES/ENTITY")]
    if not entries:
        raise ListRefused("The list has no entry.")
    if len({entry.key for entry in entries}) != len(entries):
        raise ListRefused("A DATAID stands there twice.")
    return entries


def _parse(content):
    try:
        root = etree.fromstring(content, etree.XMLParser(**_SAFE))
    except etree.XMLSyntaxError as error:
        raise ListRefused(f"The XML cannot be read: {error.msg}.") from error
    if root.getroottree().docinfo.doctype:
        raise ListRefused("The XML has a document type; the list has none.")
    return root


def _entry(node, kind):
    number = _text(node, "DATAID")
    name = " ".join(filter(None, (_text(node, part) for part in _NAME_PARTS)))
    if not number or not name:
        raise ListRefused(f"Line {node.sourceline}: an entry without number or name.")
    prefix = "INDIVIDUAL" if kind == PERSON else "ENTITY"
    names = [Name(name, PRIMARY)]
    names += [Name(text, STRONG) for text in _texts(node, "NAME_ORIGINAL_SCRIPT")]
    for alias in node.iterfind(f"{prefix}_ALIAS"):
        quality = WEAK if _text(alias, "QUALITY") == "Low" else STRONG
        # Several names in one element are separated by semicolons.
        names += [Name(part.strip(), quality) for part in _text(alias, "ALIAS_NAME").split(";")]
        names += [
            Name(note.partition(":")[2].strip(), quality)
            for note in _texts(alias, "NOTE")
            if note.lower().startswith("original script:")
        ]
    countries = [
        *_texts(node, "NATIONALITY/VALUE"),
        *_texts(node, f"{prefix}_ADDRESS/COUNTRY"),
        *_texts(node, "INDIVIDUAL_PLACE_OF_BIRTH/COUNTRY"),
    ]
    births = (_birth(born) for born in node.iterfind("INDIVIDUAL_DATE_OF_BIRTH"))
    return Entry(
        key=number,
        kind=kind,
        names=tuple(dict.fromkeys(name for name in names if name.text)),
        births=tuple(dict.fromkeys(born for born in births if born)),
        countries=codes_of(countries),
        programs=(_text(node, "UN_LIST_TYPE"), _text(node, "REFERENCE_NUMBER")),
        remarks=_text(node, "COMMENTS1"),
    )


def _birth(node):
    slack = _CIRCA_YEARS if _text(node, "TYPE_OF_DATE") == "APPROXIMATELY" else 0
    try:
        if day := _text(node, "DATE") or _text(node, "DATE_OF_BIRTH"):
            exact = date.fromisoformat(day[:10])
            return Birth.of_year(exact.year, slack=slack) if slack else Birth(exact, exact)
        first = _text(node, "YEAR") or _text(node, "FROM_YEAR")
        if first:
            return Birth.of_year(int(first), int(_text(node, "TO_YEAR") or first), slack)
    except ValueError as error:
        raise ListRefused(f"Line {node.sourceline}: {error}.") from error
    return None


def _text(node, path):
    return " ".join((node.findtext(path) or "").split())


def _texts(node, path):
    return [" ".join(found.text.split()) for found in node.iterfind(path) if found.text]
