import re

import pytz

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

MIC_PATTERN = re.compile(r"[A-Z0-9]{4}")


class BrokersyncVenue(models.Model):
    _name = "brokersync.venue"
    _description = "Trading venue"
    _order = "name"
    _rec_names_search = ["name", "mic"]
    _allow_sudo_commands = False

    name = fields.Char(required=True)
    mic = fields.Char(
        "MIC", required=True, help="Market Identifier Code, ISO 10383: four letters or digits."
    )
    country_id = fields.Many2one("res.country")
    tz = fields.Selection(
        lambda self: [(name, name) for name in pytz.common_timezones],
        string="Time zone",
        required=True,
        default="UTC",
    )
    active = fields.Boolean(default=True)
    instrument_ids = fields.One2many("brokersync.instrument", "venue_id", string="Instruments")

    _mic_uniq = models.Constraint("UNIQUE (mic)", "Another venue has this MIC.")

    @api.constrains("mic")
    def _check_mic(self):
        for venue in self:
            if not MIC_PATTERN.fullmatch(venue.mic):
                raise ValidationError(
                    _(
                        "MIC “%s”: ISO 10383 has four capital letters or digits, such as XNYM.",
                        venue.mic,
                    )
                )

    @api.depends("name", "mic")
    def _compute_display_name(self):
        for venue in self:
            venue.display_name = f"{venue.name} ({venue.mic})" if venue.mic else venue.name
