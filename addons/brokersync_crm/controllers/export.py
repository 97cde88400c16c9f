import json

from werkzeug.exceptions import BadRequest

from odoo.addons.web.controllers.export import (
    CSVExport,
    ExcelExport,
    ExportXlsxWriter,
    GroupExportXlsxWriter,
)
from odoo.addons.web.controllers.pivot import TableExporter
from odoo.http import request, route

from ..spreadsheet import neutral

CELLS = ("col_group_headers", "measure_headers", "rows")


class SafeTableExport(TableExporter):
    @route(readonly=False)  # it is on record
    def export_xlsx(self, data, **kw):
        """The table of a pivot view comes from the browser; Odoo writes its titles as they stand."""
        if not isinstance(data, str):
            data = data.read().decode()  # a large one comes as a file
        table = json.loads(data)
        if not isinstance(table, dict):
            raise BadRequest("What is to be exported is no table.")
        table |= {name: _neutral_texts(table[name]) for name in CELLS if name in table}
        request.env["brokersync.security.event"]._log(
            "export", "success", action="pivot", model=str(table.get("model"))
        )
        return super().export_xlsx(json.dumps(table), **kw)


def _neutral_texts(value):
    """A JSON document in which no text is a formula."""
    match value:
        case str():
            return neutral(value)
        case list():
            return [_neutral_texts(item) for item in value]
        case dict():
            return {name: _neutral_texts(item) for name, item in value.items()}
    return value


class SafeCells:
    """Writes text as text: xlsxwriter makes live formulas and links of what looks like one."""

    def write(self, row, column, cell_value, style=None):
        if isinstance(cell_value, str):
            return self.worksheet.write_string(row, column, neutral(cell_value), style)
        return super().write(row, column, cell_value, style)


class SafeXlsxWriter(SafeCells, ExportXlsxWriter):
    """A flat sheet."""


class SafeGroupXlsxWriter(SafeCells, GroupExportXlsxWriter):
    """A sheet of groups."""


class SafeCsvExport(CSVExport):
    def from_data(self, fields, columns_headers, rows):
        """Odoo leaves `@` and tabulators; what it prefixes itself has the apostrophe already."""
        return super().from_data(
            fields,
            [neutral(header) for header in columns_headers],
            [[neutral(value) for value in row] for row in rows],
        )


class SafeExcelExport(ExcelExport):
    def from_group_data(self, fields, columns_headers, groups):
        with SafeGroupXlsxWriter(fields, columns_headers, groups.count) as writer:
            row, column = 1, 0
            for name, group in groups.children.items():
                row, column = writer.write_group(row, column, name, group)
        return writer.value

    def from_data(self, fields, columns_headers, rows):
        with SafeXlsxWriter(fields, columns_headers, len(rows)) as writer:
            for row_index, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    writer.write_cell(row_index, column, value)
        return writer.value
