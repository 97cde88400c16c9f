"""Tables of a paper: figures in columns, whose titles stand on each page; and facts, one a row."""

from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Table

from . import styles
from .letters import fits, marked
from .pages import WIDTH


@dataclass(frozen=True)
class Column:
    """A column of `Figures`.

    :ivar width: in points
    :ivar number: whether it is aligned on the right, as numbers are
    """

    title: str
    width: float
    number: bool = False


class Figures(Flowable):
    """A table whose titles stand on each page it breaks over.

    It is made page by page: ReportLab's own copies all that follows for each page, which takes minutes for a year of
    trades.
    """

    def __init__(self, columns, rows, totals=()):
        """
        :param rows: lists of texts, one for each column
        :param totals: more rows, in bold at the end
        """
        super().__init__()
        self.columns = columns
        self.rows = rows
        self.totals = totals

    def wrap(self, width, height):
        if len(self.rows) > _most(height):
            return width, height + 1  # too high: it will be split
        self._table = self._page(self.rows, self.totals)
        return self._table.wrap(width, height)

    def split(self, width, height):
        most = _most(height)
        if len(self.rows) <= most:
            return self._page(self.rows, self.totals).split(width, height)
        parts = self._page(self.rows[: most + 1]).split(width, height)
        if not parts:
            return []
        shown = len(parts[0]._cellvalues) - 1  # without the titles
        return [parts[0], Figures(self.columns, self.rows[shown:], self.totals)]

    def draw(self):
        self._table.drawOn(self.canv, 0, 0)

    def _page(self, rows, totals=()):
        return Table(
            [
                self._cells([column.title for column in self.columns], styles.HEAD),
                *(self._cells(row, styles.FIGURE) for row in rows),
                *(self._cells(row, styles.TOTAL) for row in totals),
            ],
            colWidths=[column.width for column in self.columns],
            repeatRows=1,
            style=styles.figures([column.number for column in self.columns], len(totals)),
        )

    def _cells(self, texts, style):
        return [
            _cell(text, column, style) for text, column in zip(texts, self.columns, strict=True)
        ]


def _most(height):
    """How many rows a height holds, of the lowest ones."""
    return int(height // styles.LOWEST_ROW)


def _cell(text, column, style):
    """The bare text where that prints the same: a paragraph takes many times as long."""
    if style is styles.FIGURE and fits(
        text, style.fontSize, column.width - 2 * styles.CELL_PADDING
    ):
        return text
    return Paragraph(marked(text), styles.RIGHT[style.name] if column.number else style)


def facts(named):
    """A table of two columns.

    :param named: dict of label to markup, or to a flowable
    """
    rows = [
        [
            Paragraph(label, styles.LABEL),
            value if isinstance(value, Flowable) else Paragraph(value, styles.CELL),
        ]
        for label, value in named.items()
    ]
    return Table(rows, colWidths=[38 * mm, WIDTH - 38 * mm], hAlign="LEFT", style=styles.FACTS)
