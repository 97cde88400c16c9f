from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import html2plaintext

MAX_MINUTES = 24 * 60
SUMMARY = 200  # characters
CLOCK_TOLERANCE = timedelta(minutes=5)
EARLIEST = fields.Datetime.to_datetime("2000-01-01")

# What people write; the rest is the system's.
ENTRY_FIELDS = frozenset(
    (
        "firm_id",
        "trader_id",
        "type_id",
        "outcome_id",
        "date",
        "duration",
        "subject",
        "notes",
        "follow_up_date",
    )
)


class BrokersyncInteraction(models.Model):
    """What was said between a broker and a client, and what came of it.

    Follow-ups are in brokersync_interaction_follow_up.py, the lock in brokersync_interaction_lock.py.
    """

    _name = "brokersync.interaction"
    _description = "Interaction with a client"
    _inherit = [
        "brokersync.clean.text",
        "brokersync.firm.owned",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date desc, id desc"
    _rec_names_search = ["subject", "trader_id.name", "firm_id.name"]
    _mail_post_access = "read"  # a locked record can still be talked about
    _allow_sudo_commands = False
    _personal_fields = {"subject": "keep", "notes": "keep"}
    _personal_basis = (
        "MiFID II art. 16(6), (7): records of client contacts are kept five years, seven if asked"
    )
    _personal_keep_days = 7 * 365 + 2

    reference = fields.Char(
        compute="_compute_reference", help="Name to quote, such as in an order's instruction."
    )
    firm_id = fields.Many2one(
        compute="_compute_firm_id",
        store=True,
        readonly=False,
        precompute=True,
        index=False,  # the lists' indexes below begin with it
        tracking=True,
    )
    trader_id = fields.Many2one(
        "brokersync.trader",
        ondelete="restrict",
        domain="[('firm_id', '=?', firm_id)]",
        tracking=True,
    )
    broker_id = fields.Many2one(
        "res.users",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        tracking=True,
    )
    type_id = fields.Many2one(
        "brokersync.interaction.type",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env["brokersync.interaction.type"].search([], limit=1),
        tracking=True,
    )
    outcome_id = fields.Many2one(
        "brokersync.interaction.outcome",
        required=True,
        ondelete="restrict",
        tracking=True,
    )
    date = fields.Datetime("When", required=True, default=fields.Datetime.now, tracking=True)
    duration = fields.Integer("Minutes", tracking=True)
    subject = fields.Char(size=200, index="trigram", tracking=True)
    notes = fields.Html(index="trigram", sanitize_overridable=False)
    summary = fields.Char(compute="_compute_summary", help="The subject and how the notes begin.")

    # Each list of the screens with the order it is shown in, so that it answers at a million rows.
    _date_idx = models.Index("(date DESC, id DESC)")
    _firm_idx = models.Index("(firm_id, date DESC, id DESC)")
    _trader_idx = models.Index("(trader_id, date DESC, id DESC)")
    _broker_idx = models.Index("(broker_id, date DESC, id DESC)")
    _history_idx = models.Index("(date, type_id, firm_id)")  # the dashboard counts from it alone
    _duration_range = models.Constraint(
        f"CHECK (duration BETWEEN 0 AND {MAX_MINUTES})",
        f"Minutes (duration) must be a whole number from 0 to {MAX_MINUTES}.",
    )

    def _compute_reference(self):
        for interaction in self:
            interaction.reference = interaction.id and f"INT-{interaction.id}"

    @api.depends("trader_id")
    def _compute_firm_id(self):
        for interaction in self:
            interaction.firm_id = interaction.trader_id.firm_id or interaction.firm_id

    @api.depends("type_id", "trader_id", "firm_id", "subject")
    def _compute_display_name(self):
        for interaction in self:
            who = interaction.trader_id.name or interaction.firm_id.name
            interaction.display_name = interaction.subject or (
                self.env._("%(type)s with %(who)s", type=interaction.type_id.name or "", who=who)
                if who
                else self.env._("New interaction")
            )

    @api.depends("subject", "notes")
    def _compute_summary(self):
        for interaction in self:
            notes = " ".join(html2plaintext(interaction.notes or "").split())
            text = ": ".join(filter(None, (interaction.subject, notes)))
            interaction.summary = text if len(text) <= SUMMARY else f"{text[: SUMMARY - 1]}…"

    @api.model
    def default_get(self, fields_list):
        """On a firm's, a trader's or any other record of a firm, the form begins with that firm and trader."""
        values = super().default_get(fields_list)
        model = self.env.context.get("active_model")
        record_id = self.env.context.get("active_id")
        if model in self.env and isinstance(record_id, int) and model != self._name:
            found = self._who(self.env[model].browse(record_id))
            values |= {
                name: value
                for name, value in found.items()
                if name in fields_list and value and not values.get(name)
            }
        return values

    @api.model
    def _who(self, record):
        """Firm and trader of the record somebody looks at, as far as he or she may see it."""
        if not record.has_access("read"):
            return {}
        if record._name == "brokersync.firm":
            return {"firm_id": record.id}
        if record._name == "brokersync.trader":
            return {"firm_id": record.firm_id.id, "trader_id": record.id}
        return {
            name: record[name].id
            for name, model in (("firm_id", "brokersync.firm"), ("trader_id", "brokersync.trader"))
            if name in record._fields and record._fields[name].comodel_name == model
        }

    @api.constrains("firm_id", "trader_id")
    def _check_trader(self):
        for interaction in self:
            trader = interaction.trader_id
            if trader and trader.firm_id != interaction.firm_id:
                raise ValidationError(
                    self.env._(
                        "Trader (trader_id): %(trader)s is not with %(firm)s.",
                        trader=trader.name,
                        firm=interaction.firm_id.name,
                    )
                )

    @api.constrains("date")
    def _check_date(self):
        latest = fields.Datetime.now() + CLOCK_TOLERANCE
        for interaction in self:
            if not EARLIEST <= interaction.date <= latest:
                raise ValidationError(
                    self.env._(
                        "When (date): %s is not between the year 2000 and now. "
                        "What is still to come belongs in the calendar or in a follow-up.",
                        interaction.date,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_entry(vals)
        # Who logged it and when is on the record; a message that says so once more would double a million rows.
        return super(BrokersyncInteraction, self.with_context(mail_create_nolog=True)).create(
            vals_list
        )

    def write(self, vals):
        self._check_entry(vals)
        if ENTRY_FIELDS & vals.keys() - {"follow_up_date"}:
            self._check_author()
        return super().write(vals)

    @api.model
    def _brokersync_greyed_out(self, name):
        return name == "broker_id" or super()._brokersync_greyed_out(name)

    @api.model
    def _check_entry(self, vals):
        """Raise AccessError when `vals` has fields that are not the caller's to set."""
        if self.env.su or self.env.user.has_group("brokersync_crm.group_administrator"):
            allowed = ENTRY_FIELDS | {"broker_id"}
        else:
            allowed = ENTRY_FIELDS
        foreign = {
            name
            for name in vals.keys() - allowed
            if name in self._fields and not name.startswith(("message_", "activity_"))
        }
        if vals.get("broker_id") == self.env.uid:
            foreign.discard("broker_id")
        if foreign and not self.env.su:
            raise AccessError(
                self.env._(
                    "These fields of an interaction are not yours to set: %s.",
                    ", ".join(sorted(foreign)),
                )
            )

    def _check_author(self):
        """Raise AccessError unless the user led every one of these interactions, or is the administrator."""
        user = self.env.user
        if self.env.su or user.has_group("brokersync_crm.group_administrator"):
            return
        for interaction in self:
            if interaction.broker_id != user:
                raise AccessError(
                    self.env._(
                        "“%(interaction)s” was logged by %(broker)s and is changed by nobody else.",
                        interaction=interaction.display_name,
                        broker=interaction.broker_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_open_only(self):
        for interaction in self:
            if interaction._is_locked():
                raise UserError(self.env._("“%s” is locked and stays.", interaction.display_name))
