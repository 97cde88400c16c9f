"""Sanitised HTML as the paragraphs of a paper: headings, paragraphs, lists, tables, bold, italic, underlined.

Colours, pictures and everything else about its look are left out; no text is.
"""

from lxml import html as lxml_html
from reportlab.platypus import ListFlowable, ListItem, Paragraph, Table

from . import styles
from .letters import FAMILY, marked

INLINE = {"b": "b", "strong": "b", "i": "i", "em": "i", "u": "u", "ins": "u", "s": "strike"}
LISTS = {"ul": "bullet", "ol": "1"}
BLOCKS = {
    *LISTS,
    *styles.HEADINGS,
    *("p", "div", "section", "article", "blockquote", "pre", "hr", "table", "dl", "dt", "dd"),
}


def flowables(html, width):
    """What to print of `html`.

    :param width: of the text, in points
    :return: list of ReportLab flowables
    """
    if not (html or "").strip():
        return []
    return list(
        _blocks(lxml_html.fragment_fromstring(html, create_parent="div"), styles.TEXT, width)
    )


def _blocks(element, style, width):
    """The text directly in `element` as paragraphs, and its blocks between them."""
    line = [marked(element.text)]
    for child in element:
        if child.tag in BLOCKS:
            yield from _paragraph(line, style)
            yield from _block(child, style, width)
            line = []
        else:
            line.append(_inline(child))
        line.append(marked(child.tail))
    yield from _paragraph(line, style)


def _paragraph(line, style):
    markup = "".join(line).strip()
    if markup:
        # The markup is well formed by construction: each text in it is escaped.
        yield Paragraph(f"<b>{markup}</b>" if style.name in styles.HEADINGS else markup, style)


def _block(element, style, width):
    if element.tag in LISTS:
        items = [
            ListItem(list(_blocks(item, style, width - 18)) or [Paragraph("", style)])
            for item in element.iterchildren("li")
        ]
        if items:
            yield ListFlowable(
                items,
                bulletType=LISTS[element.tag],
                bulletFormat="%s." if element.tag == "ol" else None,
                bulletFontName=FAMILY,
                bulletFontSize=9,
                leftIndent=18,
            )
    elif element.tag == "table":
        yield from _table(element, width)
    else:
        yield from _blocks(element, styles.HEADINGS.get(element.tag, style), width)


def _table(element, width):
    rows = [list(row.iterchildren("td", "th")) for row in element.iter("tr")]
    columns = max(map(len, rows), default=0)
    if columns:
        one = width / columns
        cells = [[list(_blocks(cell, styles.CELL, one - 12)) for cell in row] for row in rows]
        yield Table(
            [row + [""] * (columns - len(row)) for row in cells],
            colWidths=[one] * columns,
            style=styles.TABLE,
            spaceAfter=8,
            splitInRow=1,
        )


def _inline(element):
    if not isinstance(element.tag, str):  # a comment
        return ""
    if element.tag == "br":
        return "<br/>"
    inner = marked(element.text) + "".join(_inline(child) + marked(child.tail) for child in element)
    mark = INLINE.get(element.tag)
    return f"<{mark}>{inner}</{mark}>" if mark else inner
