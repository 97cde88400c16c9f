from datetime import date

from odoo import fields, models

from ..screening.entry import Birth, Entry, Name

KINDS = [
    ("person", "Person"),
    ("entity", "Organisation"),
    ("vessel", "Vessel"),
    ("aircraft", "Aircraft"),
]


class BrokersyncSanctionsEntry(models.Model):
    """One listed person, organisation, vessel or aircraft, as the newest version of its list has it.

    An entry that left its list is archived, so that decisions keep what they were about.
    """

    _name = "brokersync.sanctions.entry"
    _description = "Sanctions list entry"
    _order = "list_code, name"
    _allow_sudo_commands = False
    _rec_names_search = ["name", "name_ids.name", "ref"]

    active = fields.Boolean("Listed", default=True, readonly=True)
    list_code = fields.Char("List", required=True, readonly=True, size=20)
    ref = fields.Char("Number", required=True, readonly=True, size=64)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    name = fields.Char("Primary name", required=True, readonly=True, size=500)
    name_ids = fields.One2many("brokersync.sanctions.name", "entry_id", "Names", readonly=True)
    births = fields.Char("Born", readonly=True, help="Days, or first and last day of a range.")
    countries = fields.Char(readonly=True, help="ISO 3166 codes")
    programs = fields.Char(readonly=True)
    remarks = fields.Text(readonly=True)
    digest = fields.Char(readonly=True, size=64, help="SHA-256 of the entry's content")
    list_id = fields.Many2one(
        "brokersync.sanctions.list",
        "Last changed by",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )

    _ref_uniq = models.Constraint("UNIQUE (list_code, ref)", "This entry is there already.")

    def _values(self, entry):
        """Field values, without names, of an entry of the pure package."""
        return {
            "kind": entry.kind,
            "name": entry.names[0].text[:500],
            "births": ", ".join(f"{birth.first}/{birth.last}" for birth in entry.births),
            "countries": " ".join(entry.countries),
            "programs": ", ".join(entry.programs),
            "remarks": entry.remarks,
            "digest": entry.digest(),
        }

    def _summary(self):
        """The entry in a few lines, to lay two versions side by side."""
        self.ensure_one()
        names = [f"{row.name} ({row.quality})" for row in self.name_ids]
        lines = ["; ".join(names), self.births, self.countries, self.programs, self.remarks]
        return "\n".join(filter(None, lines))

    def _pure(self):
        """These entries for the matcher; the key of each is its database id."""
        names = {entry.id: [] for entry in self}
        rows = self.env["brokersync.sanctions.name"].search_fetch(
            [("entry_id", "in", self.ids)], ["entry_id", "name", "quality"], order="id"
        )
        for row in rows:
            names[row.entry_id.id].append(Name(row.name, row.quality))
        return [
            Entry(
                key=entry.id,
                kind=entry.kind,
                names=tuple(names[entry.id]),
                births=tuple(_births(entry.births)),
                countries=tuple((entry.countries or "").split()),
            )
            for entry in self
        ]


def _births(text):
    for span in filter(None, (text or "").split(", ")):
        first, _slash, last = span.partition("/")
        yield Birth(date.fromisoformat(first), date.fromisoformat(last))
