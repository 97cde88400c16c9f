"""Files for tests, made here: documents as clients send them, and such as nobody should send."""

import io
import struct
import zipfile
import zlib

from PIL import Image

from ..documents.kind import ODT
from ..documents.signatures import EICAR

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def pdf(text=b""):
    """A PDF whose bytes differ with `text`."""
    return PDF + b"% " + text + b"\n"


def png(width=20, height=10):
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, "PNG")
    return out.getvalue()


def png_claiming(width, height):
    """A PNG whose header claims any size; the data behind it is a single row."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack("!L", len(data)) + body + struct.pack("!L", zlib.crc32(body))

    header = struct.pack("!LLBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


def archive(parts):
    """A ZIP of `parts`: name to bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in parts.items():
            opened.writestr(name, data)
    return out.getvalue()


def docx(extra=None, types=b"<Types/>"):
    parts = {"[Content_Types].xml": types, "word/document.xml": b"<document/>"}
    return archive(parts | (extra or {}))


def odt(extra=None):
    return archive({"mimetype": ODT.mimetype.encode(), "content.xml": b"<x/>"} | (extra or {}))


def eicar_pdf():
    return PDF + EICAR
