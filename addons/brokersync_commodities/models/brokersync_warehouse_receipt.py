from odoo import Command, api, fields, models
from odoo.addons.brokersync_crm.utils import check_numbers
from odoo.exceptions import UserError, ValidationError

STATES = [
    ("draft", "Draft"),
    ("issued", "Issued"),
    ("cancelled", "Cancelled"),
]

TRANSITIONS = {
    "draft": {"issued", "cancelled"},
    "issued": {"cancelled"},
    "cancelled": set(),
}

# What the document says. It cannot change once issued: a document of title exists once and is not corrected.
TERMS = {
    "name",
    "firm_id",
    "warehouse_id",
    "grade_id",
    "quantity",
    "issuer_id",
    "negotiable",
    "issue_date",
    "lot_id",
}

# What issuing it sets.
ISSUED = {"issue_date", "lot_id"}


class BrokersyncWarehouseReceipt(models.Model):
    """Document of title for goods in a warehouse (UCC Article 7).

    Issuing takes the goods into stock as a lot of their own in the holder's name; cancelling surrenders the
    document and the goods leave. So receipts and stock tell the same, and `stock_move.py` holds others to it.
    """

    _name = "brokersync.warehouse.receipt"
    _description = "Warehouse receipt"
    _inherit = ["brokersync.firm.owned", "mail.thread", "mail.activity.mixin"]
    _order = "name desc"
    _allow_sudo_commands = False

    name = fields.Char(
        "Number",
        required=True,
        copy=False,
        default=lambda self: self._default_name(),
        tracking=True,
    )
    firm_id = fields.Many2one(string="Holder", tracking=True)
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    grade_id = fields.Many2one(
        "brokersync.grade",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    commodity_id = fields.Many2one(related="grade_id.commodity_id", store=True, index=True)
    quantity = fields.Float(digits="Product Unit", required=True, tracking=True)
    uom_id = fields.Many2one(related="grade_id.uom_id", string="Unit")
    issuer_id = fields.Many2one(
        "res.partner",
        required=True,
        ondelete="restrict",
        tracking=True,
        compute="_compute_issuer_id",
        store=True,
        readonly=False,
        precompute=True,
        help="The warehouse keeper who owes the goods; the address of the warehouse unless changed.",
    )
    negotiable = fields.Boolean(
        default=True,
        tracking=True,
        help="Goods are delivered to the bearer or to order of the holder.",
    )
    state = fields.Selection(
        STATES, required=True, readonly=True, default="draft", copy=False, tracking=True
    )
    issue_date = fields.Date("Issue date", readonly=True, copy=False, tracking=True)
    lot_id = fields.Many2one(
        "stock.lot", readonly=True, copy=False, ondelete="restrict", index=True
    )

    _name_uniq = models.Constraint("UNIQUE (name)", "Another receipt has this number.")
    # NaN sorts above infinity in PostgreSQL, so the upper bound refuses both.
    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0 AND quantity < 'Infinity')",
        "The quantity must be a positive number.",
    )
    _issued_has_lot = models.Constraint(
        "CHECK (state != 'issued' OR (lot_id IS NOT NULL AND issue_date IS NOT NULL))",
        "An issued receipt names its lot and its date.",
    )

    def _default_name(self):
        return self.env["ir.sequence"].next_by_code("brokersync.warehouse.receipt")

    @api.depends("warehouse_id")
    def _compute_issuer_id(self):
        for receipt in self:
            receipt.issuer_id = receipt.warehouse_id.partner_id

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("state", "draft") != "draft" or ISSUED & vals.keys() for vals in vals_list):
            raise UserError(self.env._("A receipt starts as a draft. Issue it afterwards."))
        for vals in vals_list:
            check_numbers(self, vals)
        return super().create(vals_list)

    def write(self, vals):
        if "state" in vals:
            raise UserError(
                self.env._("The state of a receipt follows from issuing and cancelling it.")
            )
        if TERMS & vals.keys() and any(receipt.state != "draft" for receipt in self):
            raise UserError(
                self.env._("An issued receipt cannot be changed. Cancel it and issue another.")
            )
        if ISSUED & vals.keys():
            raise UserError(self.env._("A receipt gets its date and its lot by issuing it."))
        check_numbers(self, vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if any(receipt.state != "draft" for receipt in self):
            raise UserError(
                self.env._("An issued receipt stays on record. Cancel it instead of deleting it.")
            )

    def action_issue(self):
        """Take the goods into stock as a new lot owned by the holder."""
        self.check_access("write")
        self.lock_for_update()
        for receipt in self:
            receipt._check_transition("issued")
            receipt._check_holder()
            lot = (
                self.env["stock.lot"]
                .sudo()
                .create(
                    {
                        "name": receipt.name,
                        "product_id": receipt.grade_id.product_id.id,
                        "company_id": receipt.warehouse_id.company_id.id,
                    }
                )
            )
            receipt._transition(
                "issued", lot_id=lot.id, issue_date=fields.Date.context_today(receipt)
            )
            receipt._take_in()

    def action_cancel(self):
        """Surrender the document; goods of an issued receipt leave the warehouse."""
        self.check_access("write")
        self.lock_for_update()
        for receipt in self:
            was_issued = receipt.state == "issued"
            receipt._transition("cancelled")
            if was_issued:
                receipt._load_out()

    def _check_holder(self):
        if self.firm_id.account_status != "active":
            raise ValidationError(
                self.env._(
                    "%s is not active: no receipt can be issued to it.", self.firm_id.display_name
                )
            )

    def _check_transition(self, state):
        if state not in TRANSITIONS[self.state]:
            names = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Receipt %(number)s is %(old)s and cannot become %(new)s.",
                    number=self.name,
                    old=names[self.state],
                    new=names[state],
                )
            )

    def _transition(self, state, **values):
        """The only place where the state changes."""
        self.ensure_one()
        self._check_transition(state)
        # Past the guard in write().
        return super().write({"state": state, **values})  # pylint: disable=super-method-mismatch

    def _take_in(self):
        self._move_goods(
            {self.env.ref("stock.stock_location_suppliers"): self.quantity},
            self.warehouse_id.lot_stock_id,
        )

    def _load_out(self):
        """Raise UserError when the lot is no longer complete in the warehouse."""
        quants = self.env["stock.quant"].sudo()
        found = dict(
            quants._read_group(
                [
                    ("lot_id", "=", self.lot_id.id),
                    ("owner_id", "=", self.firm_id.partner_id.id),
                    ("location_id", "child_of", self.warehouse_id.view_location_id.ids),
                ],
                ["location_id"],
                ["quantity:sum"],
            )
        )
        if self.uom_id.compare(sum(found.values()), self.quantity):
            raise UserError(
                self.env._(
                    "Receipt %(number)s is for %(quantity)s %(uom)s, but %(found)s %(uom)s of its lot lie in "
                    "%(warehouse)s. Count the lot first.",
                    number=self.name,
                    quantity=self.quantity,
                    uom=self.uom_id.name,
                    found=sum(found.values()),
                    warehouse=self.warehouse_id.name,
                )
            )
        self._move_goods(found, self.env.ref("stock.stock_location_customers"))

    def _move_goods(self, sources, destination):
        """Move this receipt's lot by done stock moves.

        :param dict sources: quantity to take from each location, in the unit of the receipt
        """
        owner = self.firm_id.partner_id
        moves = self.env["stock.move"].sudo()
        for source, quantity in sources.items():
            values = {
                "product_id": self.grade_id.product_id.id,
                "location_id": source.id,
                "location_dest_id": destination.id,
                "company_id": self.warehouse_id.company_id.id,
                "picked": True,
            }
            moves |= moves.create(
                {
                    **values,
                    "origin": self.name,
                    "state": "confirmed",
                    "product_uom": self.uom_id.id,
                    "product_uom_qty": quantity,
                    "restrict_partner_id": owner.id,
                    "move_line_ids": [
                        Command.create(
                            {
                                **values,
                                "product_uom_id": self.uom_id.id,
                                "quantity": quantity,
                                "lot_id": self.lot_id.id,
                                "owner_id": owner.id,
                            }
                        )
                    ],
                }
            )
        moves._action_done()
