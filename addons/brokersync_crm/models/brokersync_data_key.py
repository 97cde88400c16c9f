from odoo import api, models
from odoo.tools import SQL

from ..encrypted import keyring
from ..encrypted.fields import Encrypted

BATCH = 500


class BrokersyncDataKey(models.AbstractModel):
    """Seals encrypted fields anew with the active key.

    Both keys open meanwhile. It may stop at any moment: a value is sealed with one key or the other, and what is left
    is found by the key's id in front of it.
    """

    _name = "brokersync.data.key"
    _description = "Keys of encrypted fields"

    @api.model
    def _rotate(self, commit=False):
        """Seal all that is not sealed with the active key.

        :param commit: whether to commit after each batch
        :return: number of values by `model.field`
        """
        done = {}
        for field in self._encrypted_fields():
            while count := self._rotate_batch(field):
                done[str(field)] = done.get(str(field), 0) + count
                if commit:
                    self.env["ir.cron"]._commit_progress(count)
        return done

    @api.model
    def _cron_rotate(self):
        self._rotate(commit=True)

    @api.model
    def _encrypted_fields(self):
        return [
            field
            for model in self.env.values()
            if model._auto and not model._abstract
            for field in model._fields.values()
            if isinstance(field, Encrypted) and not field.inherited
        ]

    @api.model
    def _rotate_batch(self, field):
        """Locks its rows, so that a value someone writes meanwhile is never overwritten with the older one."""
        model = self.env[field.model_name].sudo().with_context(active_test=False)
        table, column = SQL.identifier(model._table), SQL.identifier(field.name)
        model.flush_model([field.name])
        self.env.cr.execute(
            SQL(
                "SELECT id, %(column)s FROM %(table)s"
                " WHERE %(column)s <> '' AND NOT starts_with(%(column)s, %(prefix)s)"
                " ORDER BY id LIMIT %(batch)s FOR UPDATE SKIP LOCKED",
                column=column,
                table=table,
                prefix=f"v1:{keyring.current().active.id}:",
                batch=BATCH,
            )
        )
        rows = [
            (row_id, str(field.seal_anew(model.browse(row_id), sealed)))
            for row_id, sealed in self.env.cr.fetchall()
        ]
        if rows:
            self.env.cr.execute(
                SQL(
                    "UPDATE %(table)s t SET %(column)s = v.sealed"
                    " FROM (VALUES %(rows)s) AS v (id, sealed) WHERE t.id = v.id",
                    table=table,
                    column=column,
                    rows=SQL(", ").join(rows),
                )
            )
            model.invalidate_model([field.name], flush=False)
        return len(rows)
