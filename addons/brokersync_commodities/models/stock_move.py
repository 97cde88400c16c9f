from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        """After any movement of goods, what is left must still cover the open receipts."""
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        (moves.location_id | moves.location_dest_id).warehouse_id._check_receipts_covered(
            moves.product_id
        )
        return moves
