from xmlrpc.client import MAXINT

from odoo import _, api, fields, models
from odoo.addons.brokersync_oms.big_integer import BigInteger
from odoo.exceptions import UserError, ValidationError

from ..const import MAX_LOTS, MAX_NOTIONAL
from ..limit_math import PLAIN

SUBJECT_FIELDS = {"firm_id", "account_id", "instrument_id"}
UPPER = {"max_notional": MAX_NOTIONAL, "warn_percent": 100}


class BrokersyncRiskLimit(models.Model):
    """What the pre-trade gate lets an account or a whole firm do; 0 means no limit.

    With an instrument it is the account's position limit there, in place of the general one. Whoever tightens is
    obeyed at once; what loosens the gate needs a second risk officer, see `brokersync.risk.limit.change`.
    """

    _name = "brokersync.risk.limit"
    _description = "Trading limit"
    _inherit = ["brokersync.firm.owned", "mail.thread"]
    _order = "firm_id, account_id nulls first, instrument_id nulls first"
    _allow_sudo_commands = False

    active = fields.Boolean("In force", default=True, tracking=True)
    firm_id = fields.Many2one(
        compute="_compute_firm_id", store=True, readonly=False, precompute=True
    )
    account_id = fields.Many2one(
        "brokersync.account",
        index=True,
        ondelete="restrict",
        domain="[('firm_id', '=?', firm_id)]",
        help="Empty: the firm as a whole, the sum of its accounts.",
    )
    instrument_id = fields.Many2one(
        "brokersync.instrument",
        ondelete="restrict",
        help="Empty: every instrument. Otherwise the position limit of the account in this one.",
    )
    max_order_qty = fields.Integer(
        "Largest order", tracking=True, help="Contracts in one order; 0 means no limit."
    )
    max_notional = BigInteger(
        "Largest order value",
        tracking=True,
        help="Price × contracts × multiplier of one order, in whole units of its currency; 0 means no limit.",
    )
    position_limit = fields.Integer(
        "Position limit",
        tracking=True,
        help="Contracts long or short in one instrument, counting open orders; 0 means no limit.",
    )
    rate = fields.Integer("Orders a second", tracking=True, help="0 means no limit.")
    warn_percent = fields.Integer(
        "Warn at (%)",
        default=80,
        tracking=True,
        help="A position that reaches this share of its limit is reported; 0 means no warning.",
    )
    change_ids = fields.One2many("brokersync.risk.limit.change", "limit_id", string="Changes")

    _subject_uniq = models.UniqueIndex(
        "(firm_id, COALESCE(account_id, 0), COALESCE(instrument_id, 0)) WHERE active",
        "A limit for this account or firm and instrument is in force already. Change that one.",
    )
    _range = models.Constraint(
        f"""CHECK (
            max_order_qty BETWEEN 0 AND {MAX_LOTS} AND max_notional BETWEEN 0 AND {MAX_NOTIONAL}
            AND position_limit BETWEEN 0 AND {MAX_LOTS} AND rate BETWEEN 0 AND {MAX_LOTS}
            AND warn_percent BETWEEN 0 AND 100
        )""",
        "Limits are whole numbers from 0 to 1,000,000,000, the order value to 1,000,000,000,000, the warning to 100 %.",
    )
    _firm_has_fewer = models.Constraint(
        "CHECK (account_id IS NOT NULL OR (instrument_id IS NULL AND rate = 0))",
        "Orders a second and limits for one instrument are set on an account, not on a firm.",
    )
    _instrument_has_position_only = models.Constraint(
        """CHECK (instrument_id IS NULL
            OR (position_limit > 0 AND max_order_qty = 0 AND max_notional = 0 AND rate = 0))""",
        "A limit for one instrument is a position limit above zero and nothing else.",
    )

    @api.depends("account_id")
    def _compute_firm_id(self):
        for limit in self:
            limit.firm_id = limit.account_id.firm_id or limit.firm_id

    @api.depends("firm_id", "account_id", "instrument_id")
    def _compute_display_name(self):
        for limit in self:
            subject = limit._subject()
            limit.display_name = " · ".join(
                filter(None, (subject.code, limit.instrument_id.symbol))
            )

    @api.constrains("firm_id", "account_id")
    def _check_account(self):
        for limit in self:
            if limit.account_id and limit.account_id.firm_id != limit.firm_id:
                raise ValidationError(
                    _(
                        "Account (account_id): %(account)s does not belong to %(firm)s.",
                        account=limit.account_id.code,
                        firm=limit.firm_id.code,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_whole(vals)
        limits = super().create(vals_list)
        limits._after_change()
        return limits

    def write(self, vals):
        self.check_access("write")
        self._check_whole(vals)
        for name in SUBJECT_FIELDS & vals.keys():
            if any(limit[name].id != (vals[name] or False) for limit in self):
                raise UserError(
                    _("A limit stays with what it limits. Archive it and create another.")
                )
        res = super().write(vals)
        self._after_change()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_archived_only(self):
        """Taking a limit away is a change that needs a second person; what is archived has been through it."""
        for limit in self:
            if limit.active:
                raise UserError(
                    _(
                        "The limit of %s is in force. Propose to lift it, then delete it.",
                        limit.display_name,
                    )
                )

    @api.model
    def _check_whole(self, vals):
        """Raise ValidationError naming the field unless limits are whole numbers in range.

        Odoo would cut 1.9, "7", true and NaN to something in silence. Numbers beyond 2^31 arrive over XML-RPC as
        floats, and an emptied field as false.
        """
        for name in {*PLAIN, "warn_percent"} & vals.keys():
            value, upper = vals[name] or 0, UPPER.get(name, MAX_LOTS)
            # NaN is in no range.
            if type(value) not in (int, float) or not 0 <= value <= upper or value != int(value):
                raise ValidationError(
                    _(
                        "%(label)s (%(name)s): %(value)s is not a whole number from 0 to %(upper)s.",
                        label=self._fields[name]._description_string(self.env),
                        name=name,
                        value=value,
                        upper=f"{upper:,}",
                    )
                )

    def _subject(self):
        """The account or firm this limits."""
        return self.account_id or self.firm_id

    def _after_change(self):
        """Have the gate told, unless that needs a second person."""
        for subjects in self.account_id, self.filtered(lambda limit: not limit.account_id).firm_id:
            if not self.env.su:
                subjects._check_limits_not_loosened()
            subjects.sudo()._reference_touch()

    def _enforced(self):
        """Keys and values for the reference row of the account or firm that all of these limit."""
        general = self.filtered(lambda limit: not limit.instrument_id)
        row = {name: _rpc(general[name]) for name in PLAIN if general[name]}
        by_symbol = {limit.instrument_id.symbol: limit.position_limit for limit in self - general}
        return row | ({"position_limits": by_symbol} if by_symbol else {})

    def action_propose_change(self):
        """Open a proposal that starts from the present values."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": _("Propose a change"),
            "res_model": "brokersync.risk.limit.change",
            "view_mode": "form",
            "target": "new",
            "context": {"default_limit_id": self.id},
        }


def _rpc(number):
    """XML-RPC ends at 2^31 - 1; beyond it a float, exact up to 2^53, as Odoo does."""
    return float(number) if number > MAXINT else number
