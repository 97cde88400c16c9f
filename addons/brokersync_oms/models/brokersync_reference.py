import logging
from functools import partial

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import OrderedSet

from ..big_integer import BigInteger
from ..sidecar_client import SidecarClient, SidecarUnavailable

_logger = logging.getLogger(__name__)

TOUCHED = "brokersync.reference"
OWN_FIELDS = {"reference_version", "reference_row"}


class BrokersyncReference(models.AbstractModel):
    """Mixin of what the sidecar must know: firms, accounts, instruments.

    A model gives its row in `_reference_row()`. Just before commit the rows of all records that were
    touched are compared with what was sent last; those that differ get the next version, and the
    sidecar is told to fetch.
    """

    _name = "brokersync.reference"
    _description = "Reference data of the matching sidecar"
    _reference_key = "code"

    reference_version = BigInteger(readonly=True, copy=False, default=0, index=True)
    reference_row = fields.Json(readonly=True, copy=False, help="What the sidecar was told last.")

    def _reference_row(self):
        """The row of docs/protocol.md without its version; keys left out take their default there."""
        raise NotImplementedError

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(OWN_FIELDS & vals.keys() for vals in vals_list):
            raise AccessError(_("The version of reference data is set by the system."))
        records = super().create(vals_list)
        records._reference_touch()
        return records

    def write(self, vals):
        if OWN_FIELDS & vals.keys() and not self.env.su:
            raise AccessError(_("The version of reference data is set by the system."))
        if key := vals.get(self._reference_key):
            self._check_key_unchanged(key)
        res = super().write(vals)
        if vals.keys() - OWN_FIELDS:
            self._reference_touch()
        return res

    def _check_key_unchanged(self, key):
        for record in self:
            if record.reference_version and record[self._reference_key] != key:
                raise UserError(
                    _(
                        "“%s” is known to the matching sidecar and keeps its name. Archive it, create another.",
                        record[self._reference_key],
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_never_once_sent(self):
        for record in self:
            if record.reference_version:
                raise UserError(
                    _(
                        "“%s” is known to the matching sidecar and cannot be deleted. Archive it instead.",
                        record.display_name,
                    )
                )

    def _reference_touch(self):
        """Compare these records' rows before commit; call it from whatever else feeds `_reference_row`."""
        precommit = self.env.cr.precommit
        if TOUCHED not in precommit.data:
            precommit.data[TOUCHED] = {}
            precommit.add(self.env["brokersync.reference"].sudo()._reference_publish)
        precommit.data[TOUCHED].setdefault(self._name, OrderedSet()).update(self._ids)

    @api.model
    def _reference_publish(self):
        changed = []
        for model, ids in self.env.cr.precommit.data.pop(TOUCHED).items():
            for record in self.env[model].browse(ids).exists():
                row = record._reference_row()
                if row != record.reference_row:
                    changed.append((record, row))
        if not changed:
            return
        first = self.env["brokersync.reference.version"]._take(len(changed))
        for version, (record, row) in enumerate(changed, first):
            record.write({"reference_version": version, "reference_row": row})
        self.env.cr.postcommit.add(partial(_nudge, self.env["brokersync.token"]._admin_token))

    @api.model
    def _reference_rows(self, since):
        """Rows of every kind newer than `since`, ascending."""
        rows = []
        for model in ("brokersync.firm", "brokersync.account", "brokersync.instrument"):
            records = (
                self.env[model]
                .sudo()
                .with_context(active_test=False)
                .search([("reference_version", ">", since)])
            )
            rows += [
                {**record.reference_row, "version": record.reference_version} for record in records
            ]
        return sorted(rows, key=lambda row: row["version"])


def _nudge(make_token):
    """Ask the sidecar to fetch; when it does not hear, the version in its next answer tells it."""
    try:
        SidecarClient(timeout=(1, 2)).post("/v1/reference/refresh", {}, make_token())
    except (SidecarUnavailable, UserError) as error:
        _logger.info("The sidecar was not told of new reference data: %s", error)
