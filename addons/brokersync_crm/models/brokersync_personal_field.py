from odoo import fields, models
from odoo.tools import SQL

from .base_personal import PERSONAL_CLASSES

LABELS = {"erase": "Erased", "pseudonymise": "Pseudonymised", "keep": "Kept"}


class BrokersyncPersonalField(models.Model):
    """The register of personal fields, read from the models themselves: what cannot be outdated."""

    _name = "brokersync.personal.field"
    _description = "Personal field"
    _order = "model, field"
    _rec_name = "field"
    _auto = False
    _log_access = False
    _allow_sudo_commands = False

    model = fields.Char(readonly=True)
    field = fields.Char(readonly=True)
    label = fields.Char(readonly=True)
    handling = fields.Selection(
        list(LABELS.items()), "When a person asks for erasure", readonly=True
    )
    encrypted = fields.Boolean(readonly=True)
    basis = fields.Char("Rule", readonly=True)
    keep_days = fields.Integer("Days", readonly=True, aggregator=None, help="How long it is kept")

    @property
    def _table_query(self):
        rows = [
            (number, model, field, label, handling, encrypted, basis, days)
            for number, (model, field, label, handling, encrypted, basis, days) in enumerate(
                self._registered(), 1
            )
        ]
        return SQL(
            "SELECT * FROM (VALUES %s) AS t (id, model, field, label, handling, encrypted, basis, keep_days)",
            SQL(", ").join(rows),
        )

    def _registered(self):
        """One tuple for each personal field of the registry."""
        for name in sorted(self.env.registry):
            model = self.env[name]
            if model._abstract or not model._auto:
                continue
            for field in model._fields.values():
                if (
                    not field.store
                    or field.inherited
                    or not (kind := model._personal_class(field.name))
                ):
                    continue
                if kind not in PERSONAL_CLASSES:
                    raise ValueError(f"{field}: {kind!r} is no class of personal fields")
                kept = kind == "keep"
                yield (
                    name,
                    field.name,
                    field.string,
                    kind,
                    model._is_encrypted(field.name),
                    model._personal_basis if kept else "",
                    model._personal_keep_days if kept else 0,
                )
