from odoo import api, fields, models

from .brokersync_screening import identity_of, text_of

# Subjects a run of the job looks at before it commits.
BATCH = 500


class BrokersyncScreening(models.Model):
    """Screening again: whoever is new or changed, and everybody whom a change of a list concerns."""

    _inherit = "brokersync.screening"

    @api.model
    def _cron_screen(self):
        """Screen who is new, changed, or not yet held against the lists in force. Stops and goes on as the job may."""
        stamp = self.env["brokersync.sanctions.list"]._stamp()
        if not stamp:
            return
        models_left = self.pool.descendants(["brokersync.screened"], "_inherit")
        for name in sorted(models_left):
            if self.env[name]._abstract:
                continue
            last_id = 0
            while records := self.env[name].search([("id", ">", last_id)], order="id", limit=BATCH):
                last_id = records[-1].id
                self._screen_due(records, stamp)
                if not self.env["ir.cron"]._commit_progress(len(records), remaining=1):
                    return
        self.env["ir.cron"]._commit_progress(0, remaining=0)

    def _screen_due(self, records, stamp):
        """Screen those of `records` whose newest screening is out of date."""
        newest = {
            screening.res_id: screening
            for screening in self.search(
                [
                    ("res_model", "=", records._name),
                    ("res_id", "in", records.ids),
                    ("latest", "=", True),
                ]
            )
        }
        for record in records:
            identity = identity_of(**record._screening_identity())
            known = newest.get(record.id)
            if not identity["names"]:
                continue
            changed = known is None or known.identity != text_of(identity)
            if changed or (known.stamp != stamp and known._is_outdated(record, identity, stamp)):
                self._screen(record, **identity)
            elif known.stamp != stamp:
                known.write({"stamp": stamp, "checked_at": fields.Datetime.now()})

    def _is_outdated(self, record, identity, stamp):
        """Whether what changed in the lists since concerns this screening: only that is compared.

        It does when something new matches, or when an entry that was found reads otherwise or has left its list.
        """
        if any(not hit.still_listed or hit.digest != hit.entry_id.digest for hit in self.hit_ids):
            return True
        part = self.env["brokersync.sanctions.list"]._matcher_since(stamp, self.stamp)
        return bool(part.search(self._query(record, identity), self._settings()))
