"""Pages of a paper: A4 or A4 landscape, with what it is and “page 1 of 3” at the foot.

The same content gives the same bytes.
"""

from functools import partial
from io import BytesIO

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from . import styles
from .letters import marked

MARGIN = 22 * mm
PADDING = 6  # of ReportLab's frame, on each side
PORTRAIT, LANDSCAPE = A4, landscape(A4)


def text_width(size):
    """Points between the margins of a page."""
    return size[0] - 2 * MARGIN - 2 * PADDING


WIDTH = text_width(PORTRAIT)


class _Numbered(Canvas):
    """A canvas that knows at the end how many pages there are, and only then writes their feet."""

    def __init__(self, *args, foot, **kwargs):
        super().__init__(*args, **kwargs)
        self._foot = foot
        self._pages = []

    def showPage(self):  # noqa: N802  ReportLab's name
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self):
        for number, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            text = f"{marked(self._foot)} · page {number} of {len(self._pages)}"
            foot = Paragraph(text, styles.NOTE)
            _width, height = foot.wrap(text_width(self._pagesize), MARGIN)
            foot.drawOn(self, MARGIN + PADDING, (MARGIN - height) / 2)
            Canvas.showPage(self)
        Canvas.save(self)


def build(story, *, title, author, foot, size=PORTRAIT):
    """A PDF file.

    :param story: list of flowables
    :param foot: what stands at the foot of each page
    :return: bytes
    """
    file = BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=size,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=title,
        author=author,
        lang="en",
        invariant=True,  # no time of printing in it
    )
    document.build(story, canvasmaker=partial(_Numbered, foot=foot))
    return file.getvalue()
