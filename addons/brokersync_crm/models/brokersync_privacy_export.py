import io
import json
import re
import zipfile
from base64 import b64encode

from odoo import api, fields, models

from ..identity.step_up import step_up

LINK_DAYS = 7

# The law forbids to tell that somebody is examined (AMLD art. 39): not even in a copy of the person's data.
NEVER_TOLD = ("brokersync.aml", "brokersync.sanctions", "brokersync.screening")

# Of Odoo's own tables a person gets what is registered as personal; of BrokerSync's everything.
OUTSIDE = ("helpdesk.ticket", "res.partner", "res.users")
TECHNICAL = re.compile(
    r"(message|activity|website)_|.*(hash|password|token|secret)|mac$|previous$|(create|write)_(uid|date)$"
)
UNSAFE = re.compile(r"[^\w.-]")
SKIPPED_TYPES = ("binary", "one2many", "many2many", "properties", "json", "image")


class BrokersyncPrivacyRequest(models.Model):
    """The copy of all data: a ZIP with JSON that programs can read, and the files themselves (GDPR art. 15 and 20)."""

    _inherit = "brokersync.privacy.request"

    _system_fields = ("copy_id", "copy_until")

    copy_id = fields.Many2one("ir.attachment", readonly=True, copy=False, ondelete="set null")
    copy_until = fields.Datetime("Link ends", readonly=True, copy=False)

    @step_up
    def action_make_copy(self):
        self._step("verified")
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": f"{self.name.replace('/', '-')}.zip",
                    "datas": b64encode(self._copy_of(self.trader_id)),
                    "mimetype": "application/zip",
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
        )
        self.sudo().write(
            {
                "copy_id": attachment.id,
                "copy_until": fields.Datetime.add(fields.Datetime.now(), days=LINK_DAYS),
            }
        )
        self.env["brokersync.audit"]._record(
            "export", self, reason=self.env._("Copy of a person's data")
        )
        self._close("done")

    @api.model
    def _cron_end_links(self):
        """Copies that were not fetched in time go: the person can ask again."""
        over = self.search([("copy_id", "!=", False), ("copy_until", "<", fields.Datetime.now())])
        over.copy_id.sudo().unlink()

    @api.model
    def _copy_of(self, trader):
        """ZIP with `data.json` and the files that belong to the person."""
        buffer = io.BytesIO()
        content, files = {}, self.env["ir.attachment"].sudo()
        for records in self._records_of(trader):
            if records._name.startswith(NEVER_TOLD):
                continue
            content[records._name] = [self._told(record) for record in records]
            files |= files.search(
                [("res_model", "=", records._name), ("res_id", "in", records.ids)]
            )
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            told = {"person": trader.code, "made": fields.Datetime.now(), "records": content}
            archive.writestr(
                "data.json", json.dumps(told, indent=1, default=str, ensure_ascii=False)
            )
            for file in files:
                if file.type == "binary" and file.raw:
                    archive.writestr(f"files/{file.id}-{UNSAFE.sub('_', file.name)}", file.raw)
        return buffer.getvalue()

    @api.model
    def _records_of(self, trader):
        """One recordset, in sudo, for each model that holds something about this person."""
        for name in sorted(self.env.registry):
            model = self.env[name].sudo().with_context(active_test=False)
            if model._abstract or model._transient or not model._auto:
                continue
            if not (name.startswith("brokersync.") or name in OUTSIDE):
                continue
            domain = model._personal_domain(trader)
            if domain is not None and (records := model.search(domain)):
                yield records

    @api.model
    def _told(self, record):
        """Values of one record by field name, names in place of references."""
        told = {"id": record.id}
        for name, field in record._fields.items():
            if not field.store and not field.inherited:
                continue
            if field.type in SKIPPED_TYPES or TECHNICAL.match(name):
                continue
            if record._name in OUTSIDE and not record._personal_class(name):
                continue
            value = record[name]
            if value not in (False, None, ""):
                told[name] = value.display_name if field.relational else value
        return told
