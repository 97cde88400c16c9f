from odoo import api, models

IDENTITY_FIELDS = {"name", "birth_date", "country_id", "jurisdiction_id", "active"}


class BrokersyncScreened(models.AbstractModel):
    """Mixin of whoever is screened against the sanctions lists: when new, when changed, when a list changes.

    Beside `firm_id` (or being the firm), a model needs `name`; `birth_date`, `country_id` and `jurisdiction_id` are
    used where it has them.
    """

    _name = "brokersync.screened"
    _description = "Screened against sanctions lists"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self._screen_soon()
        return records

    def write(self, vals):
        res = super().write(vals)
        if IDENTITY_FIELDS & vals.keys():
            self._screen_soon()
        return res

    def _screen_soon(self):
        """Wake the job: it finds by itself who is new and whose name or country differs from what was screened."""
        self.env.ref("brokersync_crm.cron_screening").sudo()._trigger()

    def _screen_now(self):
        """Hold these records against the lists in force, without waiting for the job."""
        for record in self:
            self.env["brokersync.screening"]._screen(record, **record._screening_identity())

    def _screening_identity(self):
        """What is asked about this record: dict of `names`, `birth_date` (or None) and `countries` (ISO codes)."""
        self.ensure_one()
        countries = [
            self[name].code for name in ("jurisdiction_id", "country_id") if name in self._fields
        ]
        return {
            "names": [self.name],
            "birth_date": (self["birth_date"] or None) if "birth_date" in self._fields else None,
            "countries": sorted(set(filter(None, countries))),
        }
