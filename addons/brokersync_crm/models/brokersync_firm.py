import re

from stdnum import lei as stdnum_lei
from stdnum.exceptions import ValidationError as StdnumError

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .. import iban
from ..encrypted import EncryptedChar

CODE_PATTERN = re.compile(r"[A-Z0-9][A-Z0-9-]{0,11}")

ACCOUNT_STATUS = [
    ("prospect", "Prospect"),
    ("active", "Active"),
    ("suspended", "Suspended"),
    ("closed", "Closed"),
]

# A closed firm starts again as a prospect, so that it is examined again.
ACCOUNT_STATUS_TRANSITIONS = {
    "prospect": {"active", "closed"},
    "active": {"suspended", "closed"},
    "suspended": {"active", "closed"},
    "closed": {"prospect"},
}

# What a broker may do alone: turn a prospect away, and stop a client. Everything else is for compliance.
BROKER_TRANSITIONS = {("prospect", "closed"), ("active", "suspended")}


class BrokersyncFirm(models.Model):
    _name = "brokersync.firm"
    _description = "Client firm"
    _inherits = {"res.partner": "partner_id"}
    _inherit = [
        "brokersync.audited",
        "brokersync.system.fields",
        "brokersync.clean.text",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _system_fields = ("closed_on",)
    _settled_fields = ("partner_id",)
    _audited_fields = (
        "active",
        "bank_account",
        "broker_ids",
        "code",
        "house",
        "jurisdiction_id",
        "lei",
        "name",
        "account_status",
    )
    _order = "code"
    _rec_names_search = ["name", "code", "lei"]

    partner_id = fields.Many2one("res.partner", required=True, index=True, ondelete="restrict")
    active = fields.Boolean(default=True, tracking=True)
    code = fields.Char(
        required=True,
        tracking=True,
        copy=False,
        help="Short name used on orders, in the API and in reports: A–Z, 0–9 and -, at most 12 characters.",
    )
    lei = fields.Char("LEI", tracking=True, copy=False, help="Legal Entity Identifier, ISO 17442")
    jurisdiction_id = fields.Many2one("res.country", tracking=True)
    account_status = fields.Selection(
        ACCOUNT_STATUS,
        "Account status",
        required=True,
        default="prospect",
        tracking=True,
        copy=False,
    )
    closed_on = fields.Date(
        "Closed on",
        compute="_compute_closed_on",
        store=True,
        help="The end of the relationship: what the law asks to keep for years after it counts from here.",
    )
    house = fields.Boolean(help="A firm of the brokerage itself, such as its market maker.")
    broker_ids = fields.Many2many(
        "res.users",
        "brokersync_firm_broker_rel",
        "firm_id",
        "user_id",
        string="Brokers",
        tracking=True,
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref("brokersync_crm.group_broker").ids)
        ],
        default=lambda self: self._default_broker_ids(),
    )
    bank_account = EncryptedChar(
        "IBAN",
        mask="last4",
        blind_index=True,
        help="Account that withdrawals are paid to, ISO 13616",
    )
    trader_ids = fields.One2many("brokersync.trader", "firm_id", string="Traders")
    trader_count = fields.Integer(compute="_compute_trader_count")

    _code_uniq = models.Constraint("UNIQUE (code)", "Another firm has this code.")
    _lei_uniq = models.Constraint("UNIQUE (lei)", "Another firm has this LEI.")
    _partner_uniq = models.Constraint("UNIQUE (partner_id)", "This contact is a firm already.")

    def _default_broker_ids(self):
        return (
            self.env.user
            if self.env.user.has_group("brokersync_crm.group_broker")
            else self.env["res.users"]
        )

    @api.depends("trader_ids")
    def _compute_trader_count(self):
        for firm in self:
            firm.trader_count = len(firm.trader_ids)

    @api.depends("account_status")
    def _compute_closed_on(self):
        for firm in self:
            firm.closed_on = firm.account_status == "closed" and fields.Date.today()

    @api.constrains("code")
    def _check_code(self):
        for firm in self:
            if not CODE_PATTERN.fullmatch(firm.code):
                raise ValidationError(
                    self.env._(
                        "Firm code “%s”: use A–Z, 0–9 and -, at most 12 characters.", firm.code
                    )
                )

    @api.constrains("lei")
    def _check_lei(self):
        for firm in self.filtered("lei"):
            try:
                stdnum_lei.validate(firm.lei)
            except StdnumError as error:
                raise ValidationError(
                    self.env._("LEI “%(lei)s”: %(reason)s", lei=firm.lei, reason=error.message)
                ) from error

    @api.constrains("bank_account")
    def _check_bank_account(self):
        for firm in self.sudo().filtered("bank_account"):
            try:
                iban.validate(firm.bank_account)
            except StdnumError as error:
                raise ValidationError(self.env._("IBAN: %s", error.message)) from error

    @api.model_create_multi
    def create(self, vals_list):
        firms = super().create(
            [{"is_company": True, **self._normalise(vals)} for vals in vals_list]
        )
        firms.filtered("house")._check_may_set_house()
        return firms

    def write(self, vals):
        vals = self._normalise(vals)
        if "house" in vals:
            self.filtered(lambda firm: firm.house != vals["house"])._check_may_set_house()
        if "account_status" in vals:
            self._check_account_status(vals["account_status"])
        if vals.get("active") is False:
            self.trader_ids.action_archive()
        brokers = {firm: firm.broker_ids for firm in self} if "broker_ids" in vals else {}
        res = super().write(vals)
        if "active" in vals:
            self.partner_id.active = vals["active"]
        for firm, before in brokers.items():
            (before - firm.broker_ids)._brokersync_revoke_tokens()
        return res

    def _check_may_set_house(self):
        """Raise AccessError: nobody is told of a house firm's fills, and it needs no approval to trade."""
        if (
            self
            and not self.env.su
            and not self.env.user.has_group("brokersync_crm.group_administrator")
        ):
            raise AccessError(
                self.env._("Only an administrator says which firms are the brokerage's own.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        """Raise UserError naming what belongs to the firm: history must keep its owner."""
        for name in self.pool.descendants(["brokersync.firm.owned"], "_inherit"):
            model = self.env[name].sudo().with_context(active_test=False)
            if model._auto and (count := model.search_count([("firm_id", "in", self.ids)])):
                raise UserError(
                    self.env._(
                        "%(firm)s cannot be deleted: %(count)s × %(model)s belong to it. Archive it instead.",
                        firm=", ".join(self.mapped("code")),
                        count=count,
                        model=model._description,
                    )
                )

    @api.model
    def _normalise(self, vals):
        """Codes and LEIs are upper case without spaces around, an IBAN has no spaces at all; an empty LEI is no LEI."""
        vals = dict(vals)
        if isinstance(vals.get("bank_account"), str):
            vals["bank_account"] = "".join(vals["bank_account"].split()).upper()
        for field in {"code", "lei"} & vals.keys():
            if isinstance(vals[field], str):
                vals[field] = vals[field].strip().upper() or False
        return vals

    def _check_account_status(self, status):
        """Raise unless every firm may go to `status`; staying where it is always may.

        :raise UserError: there is no such way
        :raise AccessError: the way is not open to this user, by whichever method he or she tries
        """
        names = dict(self._fields["account_status"]._description_selection(self.env))
        compliance = self.env.su or self.env.user.has_group(
            "brokersync_crm.group_compliance_officer"
        )
        for firm in self.filtered(lambda firm: firm.account_status != status):
            if status not in ACCOUNT_STATUS_TRANSITIONS[firm.account_status]:
                raise UserError(
                    self.env._(
                        "%(firm)s is %(old)s and cannot become %(new)s.",
                        firm=firm.display_name,
                        old=names[firm.account_status],
                        new=names.get(status, status),
                    )
                )
            if not compliance and (firm.account_status, status) not in BROKER_TRANSITIONS:
                raise AccessError(
                    self.env._(
                        "%(firm)s is %(old)s. Only a compliance officer can make it %(new)s.",
                        firm=firm.display_name,
                        old=names[firm.account_status],
                        new=names[status],
                    )
                )

    def action_activate(self):
        return self.write({"account_status": "active"})

    def action_suspend(self):
        return self.write({"account_status": "suspended"})

    def action_close(self):
        return self.write({"account_status": "closed"})

    def action_reopen(self):
        return self.write({"account_status": "prospect"})

    def action_show_bank_account(self):
        return self.env["brokersync.unmask"]._ask(self, "bank_account")
