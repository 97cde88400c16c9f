from odoo import api, fields, models

from ..reason import explain, limit_facts


class BrokersyncOrder(models.Model):
    """Why an order or a request was refused and why an order ended: the same words on every screen."""

    _inherit = "brokersync.order"

    reject_reason = fields.Char("Why refused", compute="_compute_reasons")
    end_reason = fields.Char("Why it ended", compute="_compute_reasons")

    @api.depends("reject_code", "reject_text", "end_code", "ord_status")
    @api.depends_context("lang")
    def _compute_reasons(self):
        for order in self:
            refused = order.ord_status == "rejected"
            order.reject_reason = order.reject_code and order._reason(
                order.reject_code, order.reject_text, entered=refused
            )
            order.end_reason = order.end_code and order._reason(order.end_code)

    def _reason(self, code, text=None, entered=False):
        """In words why the market refused, cancelled or changed this order.

        :param text: the sidecar's own words, for a code that is newer than ours
        :param entered: the order itself was refused, so that its quantity and price explain it
        """
        order = self.sudo()
        return self._explain(
            code,
            text,
            order.account_id,
            order.instrument_id,
            quantity=order.order_qty if entered else 0,
            price=order.price if entered and order.ord_type == "limit" else None,
        )

    @api.model
    def _refusal_words(self, refusal):
        """A refusal of the sidecar's REST API (RFC 9457) for staff: in words, then as it came."""
        code, detail = refusal["code"], refusal.get("detail") or ""
        words = explain(code, detail, {}, self.env.lang)
        return f"{words} ({code}: {detail[:200]})" if detail else f"{words} ({code})"

    @api.model
    def _explain(self, code, text, account, instrument, quantity=0, price=None):
        """As `_reason`, of an order that may not be in Odoo yet. Only what the sentence needs is read.

        :param price: limit in the instrument's price unit; None when it is not what decides
        """
        account, instrument = account.sudo(), instrument.sudo()
        facts = {}
        if instrument:
            facts = {
                "symbol": instrument.symbol,
                "lot": f"{instrument.lot:,}",
                "tick": instrument._format_price(instrument.tick_size),
            }
            if price is not None:
                facts["price"] = instrument._format_price(price)
        value = quantity * abs(price or 0) * instrument.multiplier
        rows = [record.reference_row or {} for record in (account, account.firm_id, instrument)]
        return explain(code, text, facts | limit_facts(rows, quantity, value), self.env.lang)
