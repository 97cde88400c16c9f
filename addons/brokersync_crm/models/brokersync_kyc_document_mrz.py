from odoo import models

from ..documents import mrz


class BrokersyncKycDocument(models.Model):
    """What the machine-readable zone says, held against the check digits and the person it should be."""

    _inherit = "brokersync.kyc.document"

    def _check_mrz(self):
        """Set state and message of the zone; an expiry date nobody has entered is taken from it."""
        for document in self:
            if not document.mrz:
                document.write({"mrz_state": "none", "mrz_message": False})
                continue
            try:
                zone = mrz.parse(document.mrz)
            except mrz.MrzError as error:
                document.write({"mrz_state": "failed", "mrz_message": str(error)})
                continue
            problems = document._zone_problems(zone)
            values = {
                "mrz_state": "failed" if problems else "valid",
                "mrz_message": "; ".join(problems)
                or f"{zone.format} {zone.issuer}: {zone.surname}, {zone.given_names}"[:250],
            }
            if zone.expiry_date and not document.expiry_date:
                values["expiry_date"] = zone.expiry_date
            document.write(values)

    def _zone_problems(self, zone):
        """Why the zone is not that of this document, in words."""
        problems = [self.env._("the check digit of the %s is wrong", what) for what in zone.failed]
        if zone.expiry_date and self.expiry_date and zone.expiry_date != self.expiry_date:
            problems.append(self.env._("the zone says valid until %s", zone.expiry_date))
        born = self.owner_id.birth_date
        if zone.birth_date and born and zone.birth_date != born:
            problems.append(self.env._("the zone says born on %s", zone.birth_date))
        if self.owner_id and not _same_name(zone, self.owner_id.name):
            problems.append(
                self.env._(
                    "the zone says %(surname)s, %(given)s",
                    surname=zone.surname,
                    given=zone.given_names,
                )
            )
        return problems


def _same_name(zone, name):
    """Whether the zone's surname is among the words of `name`, both in the letters a zone can hold."""
    words = set(mrz.transliterate(name).split())
    return set(zone.surname.split()) <= words
