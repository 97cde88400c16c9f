from base64 import b64encode

from odoo import models
from odoo.exceptions import UserError

from ..documents import archive
from ..documents.refused import Refused
from ..spreadsheet import original

MAX_BYTES = 10 * 2**20
MAX_ROWS = "brokersync_crm.import_max_rows"
MAX_ROWS_DEFAULT = 20_000
MAX_ROWS_IN_LINE = 200_000
ZIP = b"PK"


class BaseImport(models.TransientModel):  # pylint: disable=no-wizard-in-models
    _inherit = "base_import.import"

    def action_import_in_background(self, fields, columns, options):
        """Put the file in line with the columns as they are mapped. Gives the action that shows how far it is."""
        self.ensure_one()
        self.env[self.res_model].check_access("create")
        if not any(fields):
            raise UserError(self.env._("Choose a field for at least one column first."))
        in_line = self.with_context(brokersync_in_line=True)
        rows, _fields = in_line._convert_import_data(fields, {**options, "skip": 0})
        waiting = self.env["brokersync.file.import"]
        record = waiting.sudo().create(
            {
                "name": self.file_name or self.env._("File"),
                "user_id": self.env.uid,
                "res_model": self.res_model,
                "row_count": len(rows),
                "content": b64encode(self.file),
                "file_type": self.file_type,
                "mapping": {"fields": fields, "columns": columns, "options": options},
            }
        )
        self.env.ref("brokersync_crm.cron_file_import").sudo()._trigger()
        return {
            "type": "ir.actions.act_window",
            "res_model": waiting._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    def _convert_import_data(self, fields, options):
        """A large file belongs into the line: here somebody's browser would wait for it."""
        rows, import_fields = super()._convert_import_data(fields, options)
        count, limit = len(rows) + options.get("skip", 0), self._max_rows()
        if count > limit and not self.env.context.get("brokersync_in_line"):
            raise UserError(
                self.env._(
                    "The file has %(count)s rows, more than %(limit)s. Press “Import in the background”.",
                    count=f"{count:,}",
                    limit=f"{limit:,}",
                )
            )
        return rows, import_fields

    def _max_rows(self):
        return int(self.env["ir.config_parameter"].sudo().get_param(MAX_ROWS, MAX_ROWS_DEFAULT))

    def _read_file(self, options):
        """Refuses what would tie up a worker, before it is unpacked or parsed."""
        content = self.file or b""
        if len(content) > MAX_BYTES:
            raise UserError(
                self.env._(
                    "The file has %(size).1f MB, at most %(limit)s MB can be imported. Split it.",
                    size=len(content) / 2**20,
                    limit=MAX_BYTES // 2**20,
                )
            )
        if content.startswith(ZIP):
            try:
                with archive.opened(content):
                    pass
            except Refused as error:
                raise UserError(str(error)) from error
        else:
            self._check_rows(content.count(b"\n"))
        result = super()._read_file(options)
        if not result:
            return result
        count, rows = result
        self._check_rows(len(rows))
        return count, [[original(value) for value in row] for row in rows]

    def _check_rows(self, count):
        if count > MAX_ROWS_IN_LINE + 1:  # the header
            raise UserError(
                self.env._(
                    "The file has %(count)s rows, at most %(limit)s can be imported at once. Split it.",
                    count=f"{count:,}",
                    limit=f"{MAX_ROWS_IN_LINE:,}",
                )
            )
