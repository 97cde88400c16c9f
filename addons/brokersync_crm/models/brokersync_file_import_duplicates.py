from unicodedata import normalize

from odoo import models
from odoo.tools import SQL


class BrokersyncFileImport(models.Model):
    _inherit = "brokersync.file.import"

    def _duplicates(self, reader, columns, options):
        """Rows of the whole file that a unique index would refuse because of an earlier row: no batch sees both.

        :param columns: field of each column of the file, False for those that are left out
        :return: list of lines that name both rows
        """
        rows, names = reader._convert_import_data(columns, {**options, "skip": 0})
        reader = reader.with_context(import_options=options)
        paths, rows = reader._handle_multi_mapping(names, rows)
        model = reader.env[self.res_model]
        position = {path.split("/")[0]: index for index, path in enumerate(paths)}
        # A record that is named by its id may stand in several rows.
        identity = position.get("id", position.get(".id"))
        return [
            line
            for unique in self._unique_columns(model)
            if set(unique) <= position.keys()
            for line in self._repeated(
                model,
                unique,
                [[row[position[name]] for name in unique] for row in rows],
                [identity is not None and row[identity] for row in rows],
            )
        ]

    def _repeated(self, model, unique, rows, identities):
        """Lines for those of `rows` (values of the fields `unique`) that equal an earlier one of another record."""
        # What a model keeps in a form of its own, such as in upper case, is compared in that form.
        kept = getattr(model, "_normalise", dict)
        labels = ", ".join(model._fields[name]._description_string(model.env) for name in unique)
        first = {}
        for number, (row, identity) in enumerate(zip(rows, identities, strict=True), start=1):
            vals = kept(dict(zip(unique, map(_composed, row), strict=True)))
            key = tuple(vals[name] for name in unique)
            if not all(key):  # empty is never taken
                continue
            earlier, other = first.setdefault(key, (number, identity))
            if earlier != number and not (identity and identity == other):
                yield self.env._(
                    "Row %(row)s, %(field)s: “%(value)s” stands in row %(earlier)s already.",
                    row=number,
                    field=labels,
                    value=", ".join(map(str, key)),
                    earlier=earlier,
                )

    def _unique_columns(self, model):
        """Lists of the columns that are unique together in the table of `model`, without conditions."""
        found = self.env.execute_query(
            SQL(
                """
                SELECT array_agg(a.attname::text ORDER BY k.place)
                  FROM pg_index i
                  CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
                  JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                 WHERE i.indrelid = to_regclass(%s) AND i.indisunique AND NOT i.indisprimary
                   AND i.indpred IS NULL AND i.indexprs IS NULL
                 GROUP BY i.indexrelid
                 ORDER BY i.indexrelid
                """,
                model._table,
            )
        )
        return [columns for (columns,) in found]


def _composed(value):
    return normalize("NFC", value) if isinstance(value, str) else value
