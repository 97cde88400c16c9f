"""How papers look."""

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import TableStyle

from .letters import FAMILY

GREY = HexColor("#5f6368")
LINE = HexColor("#c7cbd1")

TEXT = ParagraphStyle(
    "text", fontName=FAMILY, fontSize=10, leading=14.5, spaceAfter=6, splitLongWords=True
)
TITLE = ParagraphStyle("title", TEXT, fontSize=18, leading=23, spaceAfter=2)
NOTE = ParagraphStyle("note", TEXT, fontSize=8.5, leading=12, textColor=GREY)
SIGNATURE = ParagraphStyle("signature", TEXT, fontSize=16, leading=22, spaceAfter=0)
CELL = ParagraphStyle("cell", TEXT, spaceAfter=0)
LABEL = ParagraphStyle("label", CELL, textColor=GREY)

HEADINGS = {
    tag: ParagraphStyle(
        tag, TEXT, fontSize=size, leading=size * 1.35, spaceBefore=8, keepWithNext=True
    )
    for tag, size in (("h1", 15), ("h2", 13.5), ("h3", 12), ("h4", 11), ("h5", 10), ("h6", 10))
}

TABLE = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, LINE), ("VALIGN", (0, 0), (-1, -1), "TOP")])
FACTS = TableStyle(
    [
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
    ]
)
