from odoo import models
from odoo.exceptions import UserError

from ..documents import archive
from ..documents.refused import Refused
from ..spreadsheet import original

MAX_BYTES = 10 * 2**20
MAX_ROWS = "brokersync_crm.import_max_rows"
MAX_ROWS_DEFAULT = 20_000
ZIP = b"PK"


class BaseImport(models.TransientModel):  # pylint: disable=no-wizard-in-models
    _inherit = "base_import.import"

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
        limit = int(self.env["ir.config_parameter"].sudo().get_param(MAX_ROWS, MAX_ROWS_DEFAULT))
        if count > limit + 1:  # the header
            raise UserError(
                self.env._(
                    "The file has %(count)s rows, at most %(limit)s can be imported at once. Split it.",
                    count=f"{count:,}",
                    limit=f"{limit:,}",
                )
            )
