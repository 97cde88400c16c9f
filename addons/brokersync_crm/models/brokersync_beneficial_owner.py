from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_compare

from ..encrypted import EncryptedChar

IDENTIFIED_FROM = 25.0
"""Share in percent from which an owner must be identified (31 CFR 1010.230; Directive (EU) 2015/849, article 3(6))."""


class BrokersyncBeneficialOwner(models.Model):
    """A natural person who owns or controls a client firm, directly or through others."""

    _name = "brokersync.beneficial.owner"
    _description = "Beneficial owner"
    _inherit = [
        "brokersync.clean.text",
        "brokersync.firm.owned",
        "brokersync.screened",
        "mail.thread",
    ]
    _order = "firm_id, share desc, id"
    _allow_sudo_commands = False

    active = fields.Boolean(default=True)
    name = fields.Char("Full name", required=True, size=200, tracking=True)
    birth_date = fields.Date("Date of birth", tracking=True)
    country_id = fields.Many2one("res.country", "Country of residence", tracking=True)
    nationality_id = fields.Many2one("res.country", tracking=True)
    address = fields.Char("Residential address", size=300)
    national_id = EncryptedChar("National identity number", mask="last4", blind_index=True)
    share = fields.Float("Share in %", digits=(5, 2), tracking=True)
    control = fields.Selection(
        [
            ("ownership", "Owns shares"),
            ("control", "Controls in another way"),
            ("manager", "Senior managing official"),
        ],
        required=True,
        default="ownership",
        tracking=True,
        help="Where nobody owns 25 % or more, the senior managing official is named (article 3(6)(a)(ii)).",
    )
    pep = fields.Boolean("Politically exposed", tracking=True)
    must_be_identified = fields.Boolean(compute="_compute_identification")
    identified = fields.Boolean(compute="_compute_identification")
    missing = fields.Char("Still missing", compute="_compute_identification")

    _share_range = models.Constraint(
        "CHECK (share >= 0 AND share <= 100)", "A share is between 0 and 100 %."
    )

    @api.constrains("birth_date")
    def _check_birth_date(self):
        for owner in self:
            if owner.birth_date and owner.birth_date > fields.Date.today():
                raise ValidationError(
                    self.env._("Date of birth: %s lies in the future.", owner.birth_date)
                )

    @api.constrains("share", "firm_id", "active")
    def _check_sum(self):
        for firm in self.firm_id:
            total = sum(self.search([("firm_id", "=", firm.id)]).mapped("share"))
            if float_compare(total, 100.0, precision_digits=2) > 0:
                raise ValidationError(
                    self.env._(
                        "The shares of %(firm)s add up to %(total).2f %%; they cannot exceed 100 %%.",
                        firm=firm.display_name,
                        total=total,
                    )
                )

    @api.depends("name", "birth_date", "country_id", "nationality_id", "share", "control")
    def _compute_identification(self):
        for owner in self:
            missing = owner._missing_identification()
            owner.must_be_identified = owner._must_be_identified()
            owner.identified = not missing
            owner.missing = ", ".join(missing)

    def _must_be_identified(self):
        self.ensure_one()
        return (
            self.control != "ownership"
            or float_compare(self.share, IDENTIFIED_FROM, precision_digits=2) >= 0
        )

    def _missing_identification(self):
        """Labels of what must be known of this person and is not; nothing below the threshold."""
        self.ensure_one()
        if not self._must_be_identified():
            return []
        return [
            self._fields[name]._description_string(self.env)
            for name in ("birth_date", "country_id", "nationality_id")
            if not self[name]
        ]
