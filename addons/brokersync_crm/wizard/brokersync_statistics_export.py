import csv
import io
from base64 import b64encode

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..privacy.k_anonymity import exposed
from ..spreadsheet import neutral

K = 5
QUASI_IDENTIFIERS = ("country", "role", "since")


class BrokersyncStatisticsExport(models.TransientModel):
    """Statistics about traders for people outside: one row a trader, without a name, in a crowd of at least five.

    Country, role and year together could point to a person. Where fewer than `K` traders share them, columns are left
    out or the export is refused.
    """

    _name = "brokersync.statistics.export"
    _description = "Anonymous statistics of traders"
    _allow_sudo_commands = False

    with_country = fields.Boolean("Country of the firm", default=True)
    with_role = fields.Boolean("Role", default=True)
    with_since = fields.Boolean("Year of joining", default=True)
    file = fields.Binary(readonly=True, attachment=False)
    filename = fields.Char(default="traders.csv", readonly=True)

    def action_export(self):
        self.ensure_one()
        if not self.env.user.has_group("brokersync_crm.group_compliance_officer"):
            raise UserError(self.env._("Compliance releases statistics."))
        columns = [name for name in QUASI_IDENTIFIERS if self[f"with_{name}"]]
        rows = self._rows()
        if rare := exposed(rows, columns, K):
            shown = "; ".join(" / ".join(map(str, group)) for group in rare[:5])
            raise UserError(
                self.env._(
                    "%(count)s groups have fewer than %(k)s people, such as %(groups)s. Leave out a column.",
                    count=len(rare),
                    k=K,
                    groups=shown,
                )
            )
        self.file = b64encode(self._csv(rows, [*columns, "interactions"]))
        self.env["brokersync.audit"]._record(
            "export",
            self.env["brokersync.trader"],
            after={"columns": columns, "records": len(rows)},
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _rows(self):
        """One dict a trader, in an order that says nothing."""
        traders = self.env["brokersync.trader"].search(Domain.TRUE)
        counts = dict(
            self.env["brokersync.interaction"]._read_group(
                [("trader_id", "in", traders.ids)], ["trader_id"], ["__count"]
            )
        )
        rows = [
            {
                "country": trader.firm_id.jurisdiction_id.code or "–",
                "role": trader.role,
                "since": trader.create_date.year,
                "interactions": _band(counts.get(trader, 0)),
            }
            for trader in traders
        ]
        return sorted(rows, key=lambda row: tuple(map(str, row.values())))

    @api.model
    def _csv(self, rows, columns):
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        writer.writerow(columns)
        writer.writerows([neutral(row[name]) for name in columns] for row in rows)
        return buffer.getvalue().encode()


def _band(count):
    """An exact count can be known to somebody; a band is shared by many."""
    for limit, label in ((0, "0"), (9, "1–9"), (99, "10–99")):
        if count <= limit:
            return label
    return "100 or more"
