"""How papers look."""

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
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

HEAD = ParagraphStyle("head", CELL, fontSize=8, leading=10, textColor=GREY)
FIGURE = ParagraphStyle("figure", CELL, fontSize=8, leading=10)
TOTAL = ParagraphStyle("total", FIGURE, fontName=f"{FAMILY}-Bold")
RIGHT = {
    style.name: ParagraphStyle(f"{style.name} right", style, alignment=TA_RIGHT)
    for style in (HEAD, FIGURE, TOTAL)
}
CELL_PADDING, CELL_ABOVE, CELL_BELOW = 3, 2, 3
LOWEST_ROW = FIGURE.leading + CELL_ABOVE + CELL_BELOW

HEADINGS = {
    tag: ParagraphStyle(
        tag, TEXT, fontSize=size, leading=size * 1.35, spaceBefore=8, keepWithNext=True
    )
    for tag, size in (("h1", 15), ("h2", 13.5), ("h3", 12), ("h4", 11), ("h5", 10), ("h6", 10))
}

SECTION = ParagraphStyle("section", HEADINGS["h2"], keepWithNext=False)

TABLE = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, LINE), ("VALIGN", (0, 0), (-1, -1), "TOP")])
FACTS = TableStyle(
    [
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
    ]
)


def figures(numbers, totals):
    """Style of a table with one row of titles.

    :param numbers: for each column whether it holds numbers
    :param totals: how many rows at the end are totals
    """
    commands = [
        ("FONT", (0, 0), (-1, -1), FIGURE.fontName, FIGURE.fontSize, FIGURE.leading),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("VALIGN", (0, 1), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), CELL_PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), CELL_PADDING),
        ("TOPPADDING", (0, 0), (-1, -1), CELL_ABOVE),
        ("BOTTOMPADDING", (0, 0), (-1, -1), CELL_BELOW),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
        ("LINEBELOW", (0, 0), (-1, 0), 1, GREY),
    ]
    commands += [
        ("ALIGN", (column, 0), (column, -1), "RIGHT")
        for column, number in enumerate(numbers)
        if number
    ]
    if totals:
        commands.append(("LINEABOVE", (0, -totals), (-1, -totals), 1, GREY))
    return TableStyle(commands)
