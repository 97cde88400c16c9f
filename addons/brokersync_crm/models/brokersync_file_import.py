from base64 import b64decode

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..text import TEXT_SIZE, accept

BATCH = 500
MAX_ERRORS = 100
ACTIVE = ("testing", "importing")


class BrokersyncFileImport(models.Model):
    """A large file in line for import, with the rights of the user who put it there.

    All of it is tried first, also whether something stands in it twice; one wrong row and nothing is imported. Then
    each batch is kept together with how far it came, so that a job that is killed goes on where it was: no row is
    lost and none comes twice.
    """

    _name = "brokersync.file.import"
    _description = "File in line for import"
    _inherit = ["brokersync.clean.text"]
    _order = "id desc"
    _allow_sudo_commands = False

    name = fields.Char("File", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Asked by", required=True, readonly=True, index=True)
    res_model = fields.Char("Records", required=True, readonly=True)
    state = fields.Selection(
        [
            ("testing", "Testing"),
            ("importing", "Importing"),
            ("done", "Imported"),
            ("refused", "Refused, nothing imported"),
            ("stopped", "Stopped on the way"),
        ],
        required=True,
        readonly=True,
        default="testing",
    )
    row_count = fields.Integer("Rows", readonly=True)
    next_row = fields.Integer("Rows done", readonly=True)
    progress = fields.Integer("Progress (%)", compute="_compute_progress")
    message = fields.Text("Result", readonly=True)
    # What the import screen was told: the file, and which column is which field.
    content = fields.Binary(attachment=True, readonly=True, groups="base.group_system")
    file_type = fields.Char(readonly=True)
    mapping = fields.Json(readonly=True)

    @api.depends("state", "next_row", "row_count")
    def _compute_progress(self):
        """Testing is the first half, importing the second."""
        for record in self:
            half = 50 * record.next_row // max(record.row_count, 1)
            start = {"testing": 0, "importing": 50}.get(record.state)
            record.progress = 100 if start is None else min(start + half, 99)

    @api.model
    def _cron_import(self):
        """Batch by batch, each committed, until the time of a job is used up; the rest follows at once."""
        for record in self.search([("state", "in", ACTIVE)], order="id"):
            while record.state in ACTIVE:
                record._step()
                left = self.search_count([("state", "in", ACTIVE)])
                if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                    return

    def _step(self):
        """Test or import the next batch."""
        self.ensure_one()
        testing = self.state == "testing"
        errors, next_row = self._batch(dryrun=testing)
        if errors and not testing:
            self._end("stopped", errors)
        elif errors:
            kept = [*(self.message or "").splitlines(), *errors]
            self.message = accept("\n".join(kept[:MAX_ERRORS])[:TEXT_SIZE], TEXT_SIZE, lines=True)
        if next_row:
            self.next_row = next_row
        elif testing and self.message:
            self._end("refused", self.message.splitlines())
        elif testing:
            self.write({"state": "importing", "next_row": 0})
        elif not errors:
            self.next_row = self.row_count
            self._end("done", [])

    def _batch(self, *, dryrun):
        """(errors as lines, row to go on with or 0) of one batch, as the user who asked."""
        mapping = self.sudo().mapping
        options = {**mapping["options"], "skip": self.next_row, "limit": BATCH}
        try:
            if not self.user_id.active:
                raise UserError(self.env._("The user who asked for it is archived."))
            with self.env.cr.savepoint():
                reader = self._reader(options)
                found = reader.execute_import(
                    mapping["fields"], mapping["columns"], options, dryrun=dryrun
                )
                twice = []
                if dryrun and not self.next_row and "ids" in found:
                    twice = self._duplicates(reader, mapping["fields"], mapping["options"])
        except (AccessError, UserError, ValidationError) as error:
            return [str(error)], 0
        lines = [self._line(message) for message in found["messages"] if message["type"] == "error"]
        return [*twice, *lines], found.get("nextrow") or 0

    def _reader(self, options):
        """Odoo's own importer with the file, as the user who asked."""
        importer = self.env["base_import.import"].with_user(self.user_id)
        return importer.with_context(
            brokersync_in_line=True,
            lang=self.user_id.lang,
            tz=self.user_id.tz,
            tracking_disable=bool(options.get("tracking_disable")),
        ).create(
            {
                "res_model": self.res_model,
                "file": b64decode(self.sudo().with_context(bin_size=False).content or b""),
                "file_name": self.name,
                "file_type": self.file_type,
            }
        )

    def _line(self, message):
        """“Row 17, E-mail: …” of a message of Odoo's importer; rows count from 1, without the header."""
        rows = message.get("rows") or {}
        field = message.get("field_name") or message.get("field") or ""
        if "from" not in rows:
            return message["message"]
        row = self.next_row + rows["from"] + 1
        where = self.env._("Row %s", row) + (f", {field}" if field else "")
        return f"{where}: {message['message']}"

    def _end(self, state, errors):
        """Close and tell the user; the file is not needed any more."""
        texts = {
            "done": self.env._("All %s rows were imported.", self.row_count),
            "refused": self.env._("Nothing was imported. Correct these rows and import again:"),
            "stopped": self.env._(
                "Rows 1 to %(last)s were imported, the others not: something changed since they were tested. "
                "Correct the error and import the rows from %(next)s on.",
                last=self.next_row,
                next=self.next_row + 1,
            ),
        }
        text = "\n".join([texts[state], *errors])[:TEXT_SIZE]
        self.write({"state": state, "message": accept(text, TEXT_SIZE, lines=True)})
        self.sudo().content = False
        self.env["brokersync.notification"]._notify(
            "file.import",
            self.user_id,
            title=self.env._("%(file)s: %(text)s", file=self.name, text=texts[state])[:200],
            record=self,
        )
