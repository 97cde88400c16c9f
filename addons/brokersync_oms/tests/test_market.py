from odoo.tests import HttpCase, JsonRpcException, tagged

from .common import OmsCommon


@tagged("post_install", "-at_install")
class TestMarket(OmsCommon, HttpCase):
    """What the market screens take from Odoo: own accounts, nobody else's."""

    def setUp(self):
        super().setUp()
        self.buy, self.sell = (
            self.stream.new(account, "TCL", side)
            for account, side in (("TEST-A-01", "buy"), ("TEST-B-01", "sell"))
        )
        self.apply(self.buy, self.sell, *self.stream.trade(self.buy, self.sell, 3, 61.25))

    def call(self, user, path="", **params):
        self.authenticate(user.login, user.login)
        return self.make_jsonrpc_request(f"/brokersync/market{path}", params)

    def test_client_gets_instruments_and_own_accounts(self):
        answer = self.call(self.client_a)
        self.assertEqual([account["code"] for account in answer["accounts"]], ["TEST-A-01"])
        corn = next(
            instrument for instrument in answer["instruments"] if instrument["symbol"] == "TZC"
        )
        self.assertEqual(
            (corn["tick_num"], corn["tick_den"], corn["price_decimals"], corn["lot"]), (1, 4, 2, 1)
        )

    def test_instruments_that_do_not_trade_are_left_out(self):
        self.corn.status = "halted"
        symbols = [instrument["symbol"] for instrument in self.call(self.client_a)["instruments"]]
        self.assertIn("TCL", symbols)
        self.assertNotIn("TZC", symbols)

    def test_standing_is_complete_up_to_its_event(self):
        answer = self.call(self.client_a, "/standing", account="TEST-A-01")
        self.assertEqual(
            answer["seq"], max(self.env["brokersync.shard"].search([]).mapped("last_seq"))
        )
        [order] = answer["orders"]
        self.assertEqual(
            [
                order[name]
                for name in (
                    "order_id",
                    "cl_ord_id",
                    "leaves_qty",
                    "cum_qty",
                    "price",
                    "symbol",
                    "account",
                )
            ],
            [self.buy["order_id"], self.buy["cl_ord_id"], 7, 3, 61.25, "TCL", "TEST-A-01"],
        )
        [position] = answer["positions"]
        self.assertEqual(
            (position["symbol"], position["net_qty"], position["avg_px"]), ("TCL", 3, 61.25)
        )

    def test_another_firms_account_stands_empty(self):
        for account in "TEST-B-01", "NO-SUCH-ACCOUNT":
            answer = self.call(self.client_a, "/standing", account=account)
            self.assertEqual((answer["orders"], answer["positions"]), ([], []), account)

    def test_broker_gets_the_assigned_firms_only(self):
        codes = [account["code"] for account in self.call(self.broker)["accounts"]]
        self.assertIn("TEST-A-01", codes)
        self.assertNotIn("TEST-B-01", codes)

    def test_other_staff_are_refused(self):
        for path, params in (("", {}), ("/standing", {"account": "TEST-A-01"})):
            with self.assertRaises(JsonRpcException) as refusal:
                self.call(self.internal_user, path, **params)
            self.assertEqual(str(refusal.exception), "odoo.exceptions.AccessError")
