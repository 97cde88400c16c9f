from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..aml import statement
from ..text import TEXT_SIZE, accept

MAX_FILE_SIZE = 20 * 1024 * 1024


class BrokersyncAmlImport(models.Model):
    """A file of movements, read by a job: all rows come in or, with the errors by line, none."""

    _name = "brokersync.aml.import"
    _description = "File of observed movements"
    _inherit = ["brokersync.clean.text", "brokersync.evidence.files"]
    _order = "id desc"
    _allow_sudo_commands = False

    name = fields.Char("What", required=True, size=100)
    state = fields.Selection(
        [("draft", "New"), ("queued", "Waiting"), ("done", "Read"), ("refused", "Refused")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    row_count = fields.Integer("Movements", readonly=True, copy=False)
    known_count = fields.Integer("Known before", readonly=True, copy=False)
    errors = fields.Text(readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_state(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_state(vals)
        return super().write(vals)

    def _refuse_state(self, *vals_list):
        if not self.env.su and any("state" in vals for vals in vals_list):
            raise AccessError(self.env._("The state says what became of the file."))

    def action_import(self):
        """Queue the file; a job reads it."""
        self.check_access("write")
        for record in self:
            if len(record.attachment_ids) != 1 or record.state not in ("draft", "refused"):
                raise UserError(self.env._("%s: add one file that was not read yet.", record.name))
        self.sudo().write({"state": "queued", "errors": False})
        self.env.ref("brokersync_crm.cron_aml_import").sudo()._trigger()

    @api.model
    def _cron_import(self):
        queued = self.search([("state", "=", "queued")], order="id")
        for left, record in zip(range(len(queued) - 1, -1, -1), queued, strict=True):
            record._import()
            self.env["ir.cron"]._commit_progress(1, remaining=left)
        self.env.ref("brokersync_crm.cron_aml").sudo()._trigger()

    def _import(self):
        self.ensure_one()
        attachment = self.sudo().attachment_ids
        if attachment.file_size > MAX_FILE_SIZE:
            return self._refuse(["The file has more than 20 MB: split it."])
        rows, errors = statement.read(attachment.raw or b"")
        values, more = self._values(rows) if not errors else ([], [])
        if errors or more:
            return self._refuse(errors or more)
        try:
            with self.env.cr.savepoint():
                created = self.env["brokersync.aml.transaction"].create(values)
        except ValidationError as error:
            return self._refuse([str(error)])
        return self.write(
            {
                "state": "done",
                "row_count": len(created),
                "known_count": len(rows) - len(created),
            }
        )

    def _refuse(self, errors):
        text = "\n".join(errors[: statement.MAX_ERRORS])
        return self.write({"state": "refused", "errors": accept(text, TEXT_SIZE, lines=True)})

    def _values(self, rows):
        """Field values of the rows that are new, and errors of rows that name what does not exist."""
        firms = self._by("brokersync.firm", "code", {row["firm"] for row in rows})
        currencies = self._by("res.currency", "name", {row.get("currency") for row in rows})
        countries = self._by("res.country", "code", {row.get("country") for row in rows})
        known = {
            (firm.id, reference)
            for firm, reference in self.env["brokersync.aml.transaction"]._read_group(
                [("reference", "in", [row["reference"] for row in rows])], ["firm_id", "reference"]
            )
        }
        values, errors = [], []
        for row in rows:
            for column, there in (
                ("firm", firms),
                ("currency", currencies),
                ("country", countries),
            ):
                if row.get(column) and row[column] not in there:
                    errors.append(f"Line {row['line']}: no {column} {row[column]} is in use.")
            if errors or (key := (firms[row["firm"]], row["reference"])) in known:
                continue
            known.add(key)
            values.append(
                {
                    "firm_id": firms[row["firm"]],
                    "reference": row["reference"],
                    "date": row["date"],
                    "direction": row["direction"],
                    "amount": float(row["amount"]),
                    "method": row.get("method") or "wire",
                    "counterparty": row.get("counterparty"),
                    "country_id": countries.get(row.get("country")),
                    "own_account": row.get("own_account") != "no",
                    **({"currency_id": currencies[row["currency"]]} if row.get("currency") else {}),
                }
            )
        return values, errors

    def _by(self, model, field, values):
        """Ids by a field's value, of those of `values` that exist."""
        records = self.env[model].search([(field, "in", list(filter(None, values)))])
        return {record[field]: record.id for record in records}
