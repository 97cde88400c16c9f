from odoo.http import Controller, request, route

from ..const import WORKING

INSTRUMENT_FIELDS = (
    "symbol",
    "name",
    "product",
    "price_unit",
    "price_decimals",
    "tick_num",
    "tick_den",
    "lot",
    "multiplier",
    "last_px",
)
ORDER_FIELDS = (
    "cl_ord_id",
    "side",
    "ord_type",
    "time_in_force",
    "ord_status",
    "order_qty",
    "leaves_qty",
    "cum_qty",
    "avg_px",
)


class MarketController(Controller):
    """What the market screens of desk and portal take from Odoo. Read as the user: record rules decide."""

    @route("/brokersync/market", type="jsonrpc", auth="user", readonly=True)
    def market(self):
        """Instruments that trade and the user's active accounts: `{instruments: […], accounts: […]}`."""
        instruments = request.env["brokersync.instrument"].search([("status", "=", "active")])
        accounts = request.env["brokersync.account"].search([("status", "=", "active")])
        return {
            "instruments": [
                {name: instrument[name] for name in INSTRUMENT_FIELDS}
                | {"currency": instrument.currency_id.name}
                for instrument in instruments
            ],
            "accounts": [
                {"code": account.code, "name": account.name, "firm": account.firm_id.name}
                for account in accounts
            ],
        }

    @route("/brokersync/market/reason", type="jsonrpc", auth="user", readonly=True)
    def reason(self, code, text, account, symbol, order_qty=0, price=None):
        """In words why the market refused or ended what the user sent: an order's quantity and limit, or a request.

        Accounts and instruments the user may not see are as unknown ones: the sentence does without their numbers.
        """
        env = request.env
        return env["brokersync.order"]._explain(
            str(code),
            str(text),
            env["brokersync.account"].search([("code", "=", str(account))]),
            env["brokersync.instrument"].search([("symbol", "=", str(symbol))]),
            quantity=order_qty if type(order_qty) is int else 0,
            price=price if type(price) in (int, float) else None,
        )

    @route("/brokersync/market/standing", type="jsonrpc", auth="user", readonly=True)
    def standing(self, account):
        """Open orders (named as in an execution report) and positions of an account, complete up to event `seq`.

        One transaction reads all of it, so that it is the state after exactly that event.
        """
        env = request.env
        account = env["brokersync.account"].search([("code", "=", str(account))])
        orders = env["brokersync.order"].search(
            [
                ("account_id", "=", account.id),
                ("ord_status", "in", WORKING),
                ("sidecar_id", "!=", False),
            ]
        )
        positions = env["brokersync.position"].search([("account_id", "=", account.id)])
        return {
            "seq": max(env["brokersync.shard"].sudo().search([]).mapped("last_seq"), default=0),
            "orders": [_order(order) for order in orders],
            "positions": [_position(position) for position in positions],
        }


def _order(order):
    return {name: order[name] for name in ORDER_FIELDS} | {
        "order_id": order.sidecar_id,
        "seq": order.last_seq,
        "account": order.account_id.code,
        "symbol": order.instrument_id.symbol,
        "price": order.price if order.ord_type == "limit" else None,
    }


def _position(position):
    return {
        "symbol": position.instrument_id.symbol,
        "net_qty": position.net_qty,
        "avg_px": position.avg_px,
        "cost": position.cost,
        "realized_pnl": position.realized_pnl,
    }
