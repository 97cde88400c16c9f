"""The register of personal fields of orders: who entered them is part of the record and cannot be taken out."""

from odoo import api, models
from odoo.fields import Domain

ORDER_RECORDS = "Records of orders: MiFID II art. 25 and RTS 24, CFTC 17 CFR 1.35 (five years)"
KEEP_DAYS = 1826


class Order(models.Model):
    _inherit = "brokersync.order"

    _personal_fields = {"entered_by": "keep"}
    _personal_basis = ORDER_RECORDS
    _personal_keep_days = KEEP_DAYS


class Execution(models.Model):
    _inherit = "brokersync.execution"

    _personal_fields = {"entered_by": "keep"}
    _personal_basis = ORDER_RECORDS
    _personal_keep_days = KEEP_DAYS

    @api.model
    def _personal_domain(self, trader):
        return Domain("order_id.trader_id", "=", trader.id)


class Command(models.Model):
    _inherit = "brokersync.command"

    _personal_fields = {"login": "keep"}
    _personal_basis = ORDER_RECORDS
    _personal_keep_days = KEEP_DAYS

    @api.model
    def _personal_domain(self, trader):
        users = trader.partner_id.with_context(active_test=False).user_ids
        return Domain("login", "in", users.mapped("login"))
