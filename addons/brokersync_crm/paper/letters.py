"""The letters of papers: Roboto, which Odoo ships, and Droid Sans Fallback for Chinese, Japanese and Korean.

Both are embedded. What neither has (Arabic, Hebrew, Indic scripts, emoji) is printed as its code point, `[U+0639]`:
a paper never leaves a character out in silence.
"""

from functools import cache
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from odoo.tools import file_path

FAMILY = "Roboto"
FALLBACK = "DroidSansFallback"


@cache
def _fonts():
    """Register the fonts once a process; return the code points each of the two has."""
    roboto = "web/static/fonts/google/Roboto/Roboto-{}.ttf"
    faces = {}
    for style, name in (
        ("Regular", FAMILY),
        ("Bold", f"{FAMILY}-Bold"),
        ("Italic", f"{FAMILY}-Italic"),
        ("BoldItalic", f"{FAMILY}-BoldItalic"),
    ):
        faces[style] = TTFont(name, file_path(roboto.format(style)))
        pdfmetrics.registerFont(faces[style])
    pdfmetrics.registerFontFamily(
        FAMILY, FAMILY, f"{FAMILY}-Bold", f"{FAMILY}-Italic", f"{FAMILY}-BoldItalic"
    )
    fallback = TTFont(FALLBACK, Path(__file__).parent / "fonts" / f"{FALLBACK}.ttf")
    pdfmetrics.registerFont(fallback)
    pdfmetrics.registerFontFamily(FALLBACK, FALLBACK, FALLBACK, FALLBACK, FALLBACK)
    return faces["Regular"].face.charToGlyph, fallback.face.charToGlyph


def marked(text):
    """`text` as the markup of a ReportLab paragraph in the family Roboto, each letter in a font that has it."""
    usual, fallback = _fonts()

    def font_of(letter):
        if letter.isspace() or ord(letter) in usual:
            return FAMILY
        return FALLBACK if ord(letter) in fallback else None

    parts = []
    # Runs of neighbours: Odoo's own groupby would put letters of the same font together.
    for font, letters in groupby(text or "", font_of):  # pylint: disable=bad-builtin-groupby
        if font is None:
            parts += [f"[U+{ord(letter):04X}]" for letter in letters]
        elif font == FAMILY:
            parts.append(escape("".join(letters)))
        else:
            parts.append(f'<font name="{font}">{escape("".join(letters))}</font>')
    return "".join(parts)


def fits(line, size, room):
    """Whether `line` needs no markup: each of its letters is in Roboto, and in `size` they are not wider than `room`.

    :param size, room: in points
    """
    usual, _fallback = _fonts()
    return (
        all(ord(letter) in usual for letter in line)
        and pdfmetrics.stringWidth(line, FAMILY, size) <= room
    )
