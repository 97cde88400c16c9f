from odoo import api, models

from ..encrypted.mask import DOTS


class BrokersyncAudited(models.AbstractModel):
    """Mixin of models whose changes go into the audit log: `_audited_fields = ("role", "can_trade")`.

    Of personal fields (`_personal_fields`, see `brokersync.personal`) the log says that they changed, never what they
    hold: the log is kept whole for years, and a person may ask for erasure.
    """

    _name = "brokersync.audited"
    _description = "Changes go into the audit log"

    _audited_fields = ()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if records:
            after = [
                self._audit_mask(values, [name for name in values if values[name]])
                for values in records._audit_values(self._audited_fields)
            ]
            self.env["brokersync.audit"]._record("create", records, after=after)
        return records

    def write(self, vals):
        names = [
            name for name in self._audited_fields if name in vals or self._fields[name].compute
        ]
        before = self._audit_values(names)
        result = super().write(vals)
        changed = self.browse()
        old, new = [], []
        for record, was, values in zip(self, before, self._audit_values(names), strict=True):
            differing = [name for name in names if was[name] != values[name]]
            if differing:
                changed += record
                old.append(self._audit_mask(was, differing))
                new.append(self._audit_mask(values, differing))
        if changed:
            self.env["brokersync.audit"]._record("write", changed, before=old, after=new)
        return result

    def unlink(self):
        if self:
            before = [
                self._audit_mask(values, self._audited_fields)
                for values in self._audit_values(self._audited_fields)
            ]
            self.env["brokersync.audit"]._record("unlink", self, before=before)
        return super().unlink()

    def _audit_values(self, names):
        """One dict for each record: ids in place of records, everything else as it is."""
        return [
            {
                name: sorted(record[name].ids) if self._fields[name].relational else record[name]
                for name in names
            }
            for record in self.sudo()
        ]

    @api.model
    def _audit_mask(self, values, names):
        return {
            name: DOTS if values[name] and self._personal_class(name) else values[name]
            for name in names
        }
