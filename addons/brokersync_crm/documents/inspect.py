import hashlib
import re
import unicodedata
from dataclasses import dataclass

from . import image, signatures
from . import kind as kinds
from .refused import Refused

MAX_BYTES = 15 * 2**20
MAX_NAME = 80

_UNSAFE = re.compile(r"[^\w .()+,&'–-]")
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com[1-9]|lpt[1-9])$")


@dataclass(frozen=True)
class Inspection:
    """What an uploaded file is: a name that is safe to show, its kind by content, its hash, and findings."""

    name: str
    mimetype: str
    size: int
    sha256: str
    findings: tuple[str, ...]


def inspect(content, filename):
    """Look at an uploaded file without unpacking it.

    :param content: bytes of the file
    :param filename: as the browser sent it; only shown, never used as a path
    :raise Refused: empty, too large, of no accepted kind, or built to exhaust whoever opens it
    """
    if not content:
        raise Refused("empty", "The file is empty.")
    if len(content) > MAX_BYTES:
        raise Refused(
            "size",
            f"The file is too large: at most {MAX_BYTES >> 20} MB are taken.",
        )
    kind = kinds.detect(content)
    if kind in kinds.IMAGES:
        image.check(content)
    return Inspection(
        name=f"{safe_stem(filename)}.{kind.extension}",
        mimetype=kind.mimetype,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        findings=tuple(signatures.find(content, kind)),
    )


def safe_stem(filename):
    """The last part of `filename` without its extension, as it may be shown and offered for download."""
    base = unicodedata.normalize("NFC", filename or "").replace("\\", "/").rsplit("/", 1)[-1]
    stem = base.rsplit(".", 1)[0] if "." in base.strip(".") else base
    stem = " ".join(_UNSAFE.sub(" ", stem).split()).strip(" .")[:MAX_NAME].strip(" .")
    return "document" if not stem or _RESERVED.match(stem) else stem
