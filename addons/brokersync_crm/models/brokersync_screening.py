import json
import math

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..screening import Query, Settings, sentence

STATES = [
    ("clear", "Clear"),
    ("open", "In review"),
    ("dismissed", "Reviewed, no match"),
    ("confirmed", "Confirmed match"),
]

KINDS = [("person", "Person"), ("entity", "Organisation")]

LEAST_THRESHOLD = 50
MOST_RARE = 1_000


class BrokersyncScreening(models.Model):
    """Somebody's names against all lists in force at a time. The evidence stays; the newest of a subject counts."""

    _name = "brokersync.screening"
    _description = "Sanctions screening"
    _inherit = ["brokersync.firm.owned"]
    _order = "id desc"
    _rec_name = "subject"
    _allow_sudo_commands = False

    firm_id = fields.Many2one(readonly=True)
    res_model = fields.Char("Type", required=True, readonly=True, size=64)
    res_id = fields.Many2oneReference(
        "Record", model_field="res_model", required=True, readonly=True
    )
    subject = fields.Char("Screened", required=True, readonly=True, size=500)
    kind = fields.Selection(KINDS, readonly=True)
    identity = fields.Text(required=True, readonly=True, help="What was asked, as JSON")
    names = fields.Text(readonly=True)
    birth_date = fields.Date("Born", readonly=True)
    countries = fields.Char(readonly=True)
    latest = fields.Boolean(default=True, readonly=True)
    stamp = fields.Char(
        "Lists", readonly=True, size=500, help="The versions it was last held against"
    )
    name_count = fields.Integer("Names compared", readonly=True)
    threshold = fields.Float(digits=(5, 1), readonly=True)
    checked_at = fields.Datetime("Last checked", readonly=True)
    hit_ids = fields.One2many("brokersync.screening.hit", "screening_id", "Hits", readonly=True)
    hit_count = fields.Integer("Number of hits", compute="_compute_state", store=True)
    state = fields.Selection(STATES, compute="_compute_state", store=True, index=True)

    _subject = models.Index("(res_model, res_id) WHERE latest")

    @api.depends("hit_ids.state")
    def _compute_state(self):
        for screening in self:
            states = set(screening.hit_ids.mapped("state"))
            screening.hit_count = len(screening.hit_ids)
            if "confirmed" in states:
                screening.state = "confirmed"
            elif states & {"open", "proposed"}:
                screening.state = "open"
            else:
                screening.state = "dismissed" if states else "clear"

    @api.model
    def _screen(self, record, *, names, birth_date=None, countries=()):
        """Hold names against every list in force; compliance is told when there is something to look at.

        :param record: firm, trader or beneficial owner; its firm is `record` itself or `record.firm_id`
        :param names: every name he, she or it goes by
        :param birth_date: `date` or None
        :param countries: ISO 3166 alpha-2 codes, or `res.country` records
        :return: the new screening, in sudo; its `state` is `clear`, `open`, `confirmed` or `dismissed`
        :raise UserError: no name to screen, or no list in force: nobody is clear by default
        """
        record.ensure_one()
        identity = identity_of(names, birth_date, countries)
        names, codes = identity["names"], identity["countries"]
        if not names:
            raise UserError(self.env._("There is no name to screen."))
        self = self.sudo()
        stamp = self.env["brokersync.sanctions.list"]._stamp()
        if not stamp:
            raise UserError(self.env._("No sanctions list is in force. Compliance must load one."))
        matcher = self.env["brokersync.sanctions.list"]._matcher(stamp)
        settings = self._settings()
        matches = matcher.search(self._query(record, identity), settings)
        self._of(record).latest = False
        screening = self.create(
            {
                "firm_id": self._firm(record).id,
                "res_model": record._name,
                "res_id": record.id,
                "subject": names[0][:500],
                "kind": self._kind(record),
                "identity": text_of(identity),
                "names": "\n".join(names),
                "birth_date": birth_date,
                "countries": " ".join(codes),
                "stamp": stamp,
                "name_count": len(matcher),
                "threshold": settings.threshold,
                "checked_at": fields.Datetime.now(),
            }
        )
        screening.env["brokersync.screening.hit"]._from_matches(
            screening, [(match, sentence(match, settings.threshold)) for match in matches]
        )
        screening._tell_compliance()
        return screening

    @api.model
    def _latest_for(self, record):
        """The newest screening of a record, in sudo; empty when it was never screened."""
        record.ensure_one()
        return self.sudo()._of(record)

    @api.model
    def _progress_for(self, record):
        """What brokers may know: `not_started`, `in_review` or `complete`. Never why: no tipping-off."""
        state = self._latest_for(record).state
        if not state:
            return "not_started"
        return "in_review" if state in ("open", "confirmed") else "complete"

    @api.model
    def _blocks(self, firm):
        """Whether anybody of the firm awaits a decision or is a confirmed match."""
        return bool(
            self.sudo().search_count(
                [
                    ("firm_id", "=", firm.id),
                    ("latest", "=", True),
                    ("state", "in", ("open", "confirmed")),
                ],
                limit=1,
            )
        )

    def action_open_record(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    def _query(self, record, identity):
        return Query(
            names=tuple(identity["names"]),
            birth_date=identity["birth_date"],
            countries=tuple(identity["countries"]),
            kind=self._kind(record),
        )

    @api.model
    def _settings(self):
        default = Settings()
        return Settings(
            threshold=self._number("brokersync_crm.screening_threshold", default.threshold),
            weak=self._number("brokersync_crm.screening_weak_threshold", default.weak),
            rare=self._number("brokersync_crm.screening_rare_names", default.rare, 0, MOST_RARE),
        )

    def _number(self, parameter, default, least=LEAST_THRESHOLD, most=100):
        """A system parameter between `least` and `most`; below 50 points, half of all names would be hits."""
        value = self.env["ir.config_parameter"].sudo().get_param(parameter) or default
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not least <= number <= most:
            raise UserError(
                self.env._(
                    "%(parameter)s is “%(value)s”: a number from %(least)s to %(most)s is needed.",
                    parameter=parameter,
                    value=value,
                    least=least,
                    most=most,
                )
            )
        return number

    def _of(self, record):
        return self.search(
            [("res_model", "=", record._name), ("res_id", "=", record.id), ("latest", "=", True)]
        )

    def _firm(self, record):
        return record if record._name == "brokersync.firm" else record.firm_id

    def _kind(self, record):
        """A firm is an organisation; anybody else says by `is_company`, and is a person without that field."""
        company = record["is_company"] if "is_company" in record._fields else False
        return "entity" if company or record._name == "brokersync.firm" else "person"

    def _tell_compliance(self):
        if self.state == "open":
            self.env["brokersync.notification"]._notify(
                "screening.hit",
                self.env.ref("brokersync_crm.group_compliance_officer").all_user_ids,
                title=self.env._("Sanctions: %s needs a decision", self.subject),
                body=self.env._("Hits: %s. Two people decide.", self.hit_count),
                record=self,
                group_key="screening.hit",
            )


def identity_of(names, birth_date, countries):
    """What is asked about somebody, always in the same form, so that two of them can be compared."""
    codes = {getattr(country, "code", country) for country in countries}
    stripped = (name.strip() for name in names if name)
    return {
        "names": list(dict.fromkeys(filter(None, stripped))),
        "birth_date": birth_date or None,
        "countries": sorted(filter(None, codes)),
    }


def text_of(identity):
    return json.dumps(identity, default=str, ensure_ascii=False, sort_keys=True)
