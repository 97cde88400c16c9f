import hashlib
import logging

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..screening import ListRefused, Matcher, ofac, table, un
from ..text import TEXT_SIZE, accept

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

MAX_FILE_SIZE = 100 * 1024 * 1024
# A version that drops more of the list than this is more likely half a download than news.
MAX_REMOVED_SHARE = 0.1


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
    def _cron_import(self):
        queued = self.search([("state", "=", "queued")], order="id")
        self.env["ir.cron"]._commit_progress(remaining=len(queued))
        for left, version in enumerate(reversed(queued)):
            version._import()
            self.env["ir.cron"]._commit_progress(1, remaining=len(queued) - left - 1)

    def _import(self):
        """Read the files and put the version in force, whole or not at all; the state tells which."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                warnings = []
                self._replace(self._read(warnings.append))
        except ListRefused as refused:
            self.write({"state": "refused", "message": accept(str(refused), TEXT_SIZE, lines=True)})
            return
        self.message = "\n".join(warnings)
        self.env.registry.clear_cache()
        self.env.ref("brokersync_crm.cron_screening").sudo()._trigger()

    def _read(self, warn):
        files = {}
        for attachment in self.sudo().attachment_ids:
            if attachment.file_size > MAX_FILE_SIZE:
                raise ListRefused(f"{attachment.name} has more than 100 MB.")
            files[attachment.name.lower()] = attachment.raw or b""
        digest = hashlib.sha256(b"".join(content for _name, content in sorted(files.items())))
        self.sha256 = digest.hexdigest()
        if self.source == "ofac":
            return ofac.read(files, warn)
        if len(files) != 1:
            raise ListRefused("One file is expected.")
        (content,) = files.values()
        return un.read(content) if self.source == "un" else table.read(content)

    def _replace(self, entries):
        """Bring the entries of this list to `entries`, and remember what changed."""
        model = self.env["brokersync.sanctions.entry"].with_context(active_test=False)
        known = {entry.ref: entry for entry in model.search([("list_code", "=", self.name)])}
        before = self.search([("name", "=", self.name), ("state", "=", "active")])
        refs = {entry.key for entry in entries}
        gone = model.union(
            *(entry for ref, entry in known.items() if ref not in refs and entry.active)
        )
        listed = sum(entry.active for entry in known.values())
        if not self.allow_removals and len(gone) > listed * MAX_REMOVED_SHARE:
            raise ListRefused(
                f"{len(gone)} of {listed} entries would be removed. Is the file complete? "
                "If so, tick “May be much shorter” and read it again."
            )
        counts = {
            "added": self._add([entry for entry in entries if entry.key not in known], before),
            "changed": self._change(entries, known),
            "removed": self._remove(gone),
        }
        before.state = "superseded"
        before.flush_recordset(["state"])  # one version in force at any time, also in the database
        self.write(
            {
                "state": "active",
                "imported_at": fields.Datetime.now(),
                "entry_count": len(entries),
                "name_count": sum(len(entry.names) for entry in entries),
                **{f"{kind}_count": count for kind, count in counts.items()},
            }
        )

    def _add(self, new, before):
        model = self.env["brokersync.sanctions.entry"]
        added = model.create(
            [
                {
                    **model._values(entry),
                    "ref": entry.key,
                    "list_code": self.name,
                    "list_id": self.id,
                }
                for entry in new
            ]
        )
        self._write_names(added, new)
        if before:  # of the first version everything is new: the diff would be the list itself
            self._log_changes([(entry, "added", False, entry._summary()) for entry in added])
        return len(added)

    def _change(self, entries, known):
        changes = []
        for pure in entries:
            entry = known.get(pure.key)
            if entry is None:
                continue
            values = entry._values(pure)
            if entry.active and values["digest"] == entry.digest:
                continue
            old = entry._summary()
            entry.write({**values, "active": True, "list_id": self.id})
            entry.name_ids.unlink()
            self._write_names(entry, [pure])
            changes.append((entry, "changed", old, entry._summary()))
        return self._log_changes(changes)

    def _remove(self, gone):
        changes = [(entry, "removed", entry._summary(), False) for entry in gone]
        gone.write({"active": False, "list_id": self.id})
        return self._log_changes(changes)

    def _write_names(self, entries, pures):
        self.env["brokersync.sanctions.name"].create(
            [
                {"entry_id": entry.id, "name": name.text[:500], "quality": name.quality}
                for entry, pure in zip(entries, pures, strict=True)
                for name in pure.names
            ]
        )

    def _log_changes(self, changes):
        self.env["brokersync.sanctions.change"].create(
            [
                {
                    "list_id": self.id,
                    "entry_id": entry.id,
                    "kind": kind,
                    "before": old,
                    "after": new,
                }
                for entry, kind, old, new in changes
            ]
        )
        return len(changes)

    @api.model
    def _stamp(self):
        """Which versions are in force, as one text: a screening that carries it is up to date."""
        versions = self.sudo().search([("state", "=", "active")], order="name")
        return " ".join(f"{version.name}:{version.id}" for version in versions)

    @api.model
    @tools.ormcache("stamp")
    def _matcher(self, stamp):
        """The matcher of all entries in force; built once in each process for each `stamp`."""
        entries = self.env["brokersync.sanctions.entry"].sudo().search([])
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
