"""Built-in look for what no client document needs: a test virus, macros, scripts. It replaces no virus scanner."""

import re

from . import archive
from .kind import OFFICE, PDF

# In two parts, so that no scanner takes this file for the test virus (eicar.org).
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

_MACRO_PART = re.compile(r"(?i)(^|/)(vbaproject\.bin|vbadata\.xml|macrosheets/|activex/)")
_SCRIPT_PART = re.compile(r"(?i)^(basic|scripts)/.")
_MACRO_TYPE = b"macroenabled"
_PDF_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia)(?=[\s/(<\[\]>]|$)")
_PDF_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_MAX_TYPES = 2**20


def find(content, kind):
    """What was found in `content`, in words; empty when nothing was."""
    found = []
    if EICAR in content:
        found.append("EICAR test virus")
    if kind == PDF and _PDF_ACTIVE.search(_without_streams(content)):
        found.append("PDF with a script or an embedded file")
    if kind in OFFICE:
        found.extend(_in_container(content))
    return found


def _in_container(content):
    with archive.opened(content) as opened:
        if _has_macros(opened):
            yield "Office document with macros"
        for entry in opened.infolist():
            if len(EICAR) <= entry.file_size <= 2 * len(EICAR) and EICAR in opened.read(entry):
                yield "EICAR test virus"


def _has_macros(opened):
    names = opened.namelist()
    if any(_MACRO_PART.search(name) or _SCRIPT_PART.search(name) for name in names):
        return True
    if "[Content_Types].xml" not in names:
        return False
    with opened.open("[Content_Types].xml") as part:
        return _MACRO_TYPE in part.read(_MAX_TYPES).lower()


def _without_streams(content):
    """The objects of a PDF without the bytes of its streams, names unescaped; one pass, whatever the content."""
    parts, place = [], 0
    while (start := content.find(b"stream", place)) >= 0:
        end = content.find(b"endstream", start)
        if end < 0:
            break
        parts.append(content[place:start])
        place = end + len(b"endstream")
    parts.append(content[place:])
    return _PDF_ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), b" ".join(parts))
