import logging

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..screening import Matcher

_logger = logging.getLogger(__name__)

SOURCES = [
    ("ofac", "OFAC, Specially Designated Nationals (CSV files)"),
    ("un", "UN Security Council, consolidated list (XML)"),
    ("table", "Another list, as a table (CSV)"),
]

STATES = [
    ("draft", "Files to be added"),
    ("queued", "Waiting to be read"),
    ("active", "In force"),
    ("superseded", "Replaced by a newer version"),
    ("refused", "Refused"),
]


class BrokersyncSanctionsList(models.Model):
    """One version of a sanctions list: the official files, what they were worth, and what they changed."""

    _name = "brokersync.sanctions.list"
    _description = "Sanctions list version"
    _inherit = ["brokersync.clean.text", "brokersync.evidence.files"]
    _order = "id desc"
    _allow_sudo_commands = False

    name = fields.Char(
        "List",
        required=True,
        size=20,
        help="Short and the same for every version, such as OFAC-SDN, UN or EU.",
    )
    source = fields.Selection(SOURCES, required=True, default="ofac")
    version = fields.Char(
        required=True, size=40, default=lambda self: str(fields.Date.today()), copy=False
    )
    state = fields.Selection(STATES, required=True, default="draft", readonly=True, copy=False)
    allow_removals = fields.Boolean(
        "May be much shorter",
        copy=False,
        help="Accept a version that lacks more than a tenth of the entries in force.",
    )
    message = fields.Text("What was found", readonly=True, copy=False)
    sha256 = fields.Char("SHA-256", readonly=True, size=64, copy=False)
    imported_at = fields.Datetime("In force since", readonly=True, copy=False)
    entry_count = fields.Integer("Entries", readonly=True, copy=False)
    name_count = fields.Integer("Names", readonly=True, copy=False)
    added_count = fields.Integer("Added", readonly=True, copy=False)
    changed_count = fields.Integer("Changed", readonly=True, copy=False)
    removed_count = fields.Integer("Removed", readonly=True, copy=False)

    _active_uniq = models.UniqueIndex(
        "(name) WHERE state = 'active'", "Another version of this list is in force."
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for version in self:
            version.display_name = f"{version.name or self.env._('New list')} {version.version}"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any("state" in vals for vals in vals_list):
            raise AccessError(self.env._("A list comes into force by being read."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and any(version.state not in ("draft", "refused") for version in self):
            raise UserError(self.env._("A version that was read stays as it is. Add a new one."))
        if not self.env.su and "state" in vals:
            raise AccessError(self.env._("A list comes into force by being read."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unread(self):
        if any(version.state not in ("draft", "refused") for version in self):
            raise UserError(self.env._("A version that was read is kept as evidence."))

    def action_import(self):
        """Queue the version; a job reads it. Nothing is in force before all of it was understood."""
        self.check_access("write")
        for version in self:
            if not version.attachment_ids:
                raise UserError(self.env._("Add the files of %s first.", version.display_name))
        self.sudo().write({"state": "queued", "message": False})
        self.env.ref("brokersync_crm.cron_sanctions_import").sudo()._trigger()

    def action_changes(self):
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "brokersync_crm.action_brokersync_sanctions_change"
            ),
            "domain": [("list_id", "=", self.id)],
        }

    @api.model
    def _stamp(self):
        """Which versions are in force, as one text: a screening that carries it is up to date."""
        versions = self.sudo().search([("state", "=", "active")], order="name")
        return " ".join(f"{version.name}:{version.id}" for version in versions)

    @api.model
    @tools.ormcache("stamp")
    def _matcher(self, stamp):
        """The matcher of all entries in force; built once in each process for each `stamp`."""
        entries = self.env["brokersync.sanctions.entry"].sudo().search([("active", "=", True)])
        matcher = Matcher(entries._pure())
        _logger.info("Screening against %s names: %s", len(matcher), stamp)
        return matcher

    @api.model
    @tools.ormcache("stamp", "since")
    def _matcher_since(self, stamp, since):
        """The matcher of what changed between two stamps; of everything when a list was not there then."""
        matcher = self._matcher(stamp)
        new, old = dict(_versions(stamp)), dict(_versions(since))
        if new.keys() - old.keys():
            return matcher
        changes = (
            self.env["brokersync.sanctions.change"]
            .sudo()
            .search(
                Domain.OR(
                    [
                        ("list_id.name", "=", name),
                        ("list_id", ">", old[name]),
                        ("list_id", "<=", version),
                    ]
                    for name, version in new.items()
                    if version != old[name]
                )
            )
        )
        return matcher.part(set(changes.entry_id.ids))


def _versions(stamp):
    for part in (stamp or "").split():
        name, _colon, version = part.rpartition(":")
        yield name, int(version)
