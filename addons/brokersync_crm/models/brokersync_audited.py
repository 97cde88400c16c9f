from contextlib import contextmanager

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
        # What delegates to a contact is noted where the contact is written, by whichever way; see `res.partner`.
        names = [
            name
            for name in self._audited_fields
            if not self._fields[name].inherited and (name in vals or self._fields[name].compute)
        ]
        with self._audit_changes(names):
            return super().write(vals)

    @contextmanager
    def _audit_changes(self, names):
        """Record what becomes of these fields meanwhile."""
        before = self._audit_values(names)
        yield
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
            {name: record._audit_value(self._fields[name]) for name in names}
            for record in self.sudo()
        ]

    def _audit_value(self, field):
        # While a delegated field is written, the record itself shows the new value already, its contact not yet.
        holder = self[field.related.split(".")[0]] if field.inherited else self
        value = holder[field.name]
        return sorted(value.ids) if field.relational else value

    @api.model
    def _audit_mask(self, values, names):
        return {
            name: DOTS if values[name] and self._personal_class(name) else values[name]
            for name in names
        }
