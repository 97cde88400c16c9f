import hashlib

from odoo import api, fields, models

from ..screening import ListRefused, ofac, table, un
from ..text import TEXT_SIZE, accept

MAX_FILE_SIZE = 100 * 1024 * 1024
# A version that drops more of the list than this is more likely half a download than news.
MAX_REMOVED_SHARE = 0.1


class BrokersyncSanctionsList(models.Model):
    """How a version comes into force: its files are read whole or not at all, and what they change is kept."""

    _inherit = "brokersync.sanctions.list"

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
