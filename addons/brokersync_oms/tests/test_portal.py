import re

from lxml import html

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import OmsCommon


@tagged("post_install", "-at_install")
class TestPortal(OmsCommon, HttpCase):
    """A client's pages: what they show, what they do, what they refuse."""

    def setUp(self):
        super().setUp()
        self.order_a = self.working_order()
        self.order_b = self.new_order(self.client_b, account_id=self.account_b.id)

    def login(self, user):
        self.authenticate(user.login, user.login)

    def page(self, path):
        response = self.url_open(path)
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.text)

    def post(self, path, form_page, **values):
        token = self.page(form_page).xpath("//main//input[@name='csrf_token']/@value")[0]
        return self.url_open(path, data={"csrf_token": token, **values})

    def entry(self, **values):
        return {
            "account_id": self.account_a.id,
            "instrument_id": self.crude.id,
            "side": "buy",
            "ord_type": "limit",
            "order_qty": "5",
            "price": "61.37",
            "time_in_force": "day",
            **values,
        }

    def newest(self):
        return self.env["brokersync.order"].search([], limit=1)

    def test_list_shows_the_own_orders(self):
        self.login(self.client_a)
        for path in (
            "/my/orders",
            "/my/orders?filterby=all",
            "/my/orders?filterby=nonsense",
            "/my/orders/page/1",
        ):
            text = self.page(path).text_content()
            self.assertIn(self.order_a.name, text)
            self.assertNotIn(self.order_b.name, text)
        self.assertNotIn(
            self.order_a.name, self.page("/my/orders?filterby=rejected").text_content()
        )

    def test_home_links_to_the_pages(self):
        self.login(self.client_a)
        links = self.page("/my").xpath("//a/@href")
        self.assertIn("/my/orders", links)
        self.assertIn("/my/positions", links)

    def test_detail(self):
        self.login(self.client_a)
        text = self.page(f"/my/orders/{self.order_a.id}").text_content()
        self.assertIn("61.25", text)
        self.assertIn("Acknowledged", text)

    def test_detail_of_another_firm_is_like_one_that_does_not_exist(self):
        self.login(self.client_a)
        for order_id in self.order_b.id, 2**31 - 1:
            response = self.url_open(f"/my/orders/{order_id}")
            self.assertTrue(response.url.endswith("/my/orders"))
            self.assertNotIn(self.order_b.name, response.text)

    def test_positions(self):
        event = self.stream.new("TEST-A-01", "TZC", order_qty=3, price=440.25)
        other = self.stream.new("TEST-B-01", "TCL", order_qty=7)
        self.apply(event, other, self.stream.fill(event, 3, 440.25), self.stream.fill(other, 7, 61))
        self.login(self.client_a)
        text = self.page("/my/positions").text_content()
        self.assertIn("440.25", text)
        self.assertNotIn("TEST-B-01", text)

    def test_enter_an_order(self):
        self.login(self.client_a)
        response = self.post("/my/orders/new", "/my/orders/new", **self.entry())
        order = self.newest()
        self.assertTrue(response.url.endswith(f"/my/orders/{order.id}"))
        self.assertEqual(
            (order.price, order.order_qty, order.ord_status), (61.37, 5, "pending_new")
        )
        self.assertEqual((order.trader_id, order.entered_by), (self.trader_a, self.client_a.login))

    def test_a_second_click_is_no_second_order(self):
        self.login(self.client_a)
        [token] = self.page("/my/orders/new").xpath("//main//input[@name='csrf_token']/@value")
        form = {"csrf_token": token, **self.entry()}
        before = self.env["brokersync.order"].search_count([])
        pages = {self.url_open("/my/orders/new", data=form).url for _click in range(2)}
        self.assertEqual(len(pages), 1)
        self.assertEqual(self.env["brokersync.order"].search_count([]), before + 1)
        self.url_open("/my/orders/new", data={**form, "order_qty": "6"})
        self.assertEqual(self.env["brokersync.order"].search_count([]), before + 2)

    def test_market_order_ignores_the_price(self):
        self.login(self.client_a)
        self.post("/my/orders/new", "/my/orders/new", **self.entry(ord_type="market", price=""))
        self.assertEqual((self.newest().ord_type, self.newest().price), ("market", 0))

    def test_stop_order(self):
        self.login(self.client_a)
        self.post(
            "/my/orders/new",
            "/my/orders/new",
            **self.entry(ord_type="stop", price="", stop_px="60.50"),
        )
        order = self.newest()
        self.assertEqual((order.ord_type, order.stop_px, order.price), ("stop", 60.5, 0))
        page = html.fromstring(self.url_open(order.access_url).text)
        self.assertIn("60.50", "".join(page.xpath("//dd//text()")))

    @mute_logger("odoo.sql_db")
    def test_wrong_entries_are_shown_and_nothing_is_stored(self):
        self.login(self.client_a)
        before = self.newest()
        for field, values in {
            "order_qty": ["0", "-1", "1.5", "1e3", "１２", "", "9999999999"],
            "price": ["61.371", "NaN", "inf", "1_000", "0x10", ""],
            "side": ["short"],
            "ord_type": ["stop", "trailing_stop", "moon"],
            "time_in_force": ["forever"],
            "account_id": [str(self.account_b.id), "x"],
            "instrument_id": ["2147483647"],
        }.items():
            for value in values:
                with self.subTest(field=field, value=value):
                    values = self.entry(**{field: value})
                    page = html.fromstring(
                        self.post("/my/orders/new", "/my/orders/new", **values).text
                    )
                    self.assertTrue(page.xpath("//div[@role='alert']"), "an error is shown")
                    self.assertEqual(self.newest(), before)
        self.assertEqual(
            page.xpath("//input[@name='order_qty']/@value"), ["5"], "what was typed is kept"
        )

    def test_without_permission_there_is_no_form_and_no_order(self):
        self.trader_a.can_trade = False
        self.login(self.client_a)
        self.assertFalse(self.page("/my/orders/new").xpath("//form[@action='/my/orders/new']"))
        before = self.newest()
        token = re.search(r'csrf_token: "(\w+)"', self.url_open("/my/orders").text)[1]
        response = self.url_open("/my/orders/new", data={"csrf_token": token, **self.entry()})
        self.assertEqual(response.status_code, 200)
        self.assertEqual(self.newest(), before)
        self.url_open(f"/my/orders/{self.order_a.id}/cancel", data={"csrf_token": token})
        self.assertEqual(self.order_a.ord_status, "new")

    def test_cancel(self):
        self.login(self.client_a)
        path = f"/my/orders/{self.order_a.id}"
        self.post(f"{path}/cancel", path)
        self.assertEqual(self.order_a.ord_status, "pending_cancel")

    def test_nobody_cancels_another_firms_order(self):
        self.login(self.client_b)
        token = re.search(r'csrf_token: "(\w+)"', self.url_open("/my/orders").text)[1]
        self.url_open(f"/my/orders/{self.order_a.id}/cancel", data={"csrf_token": token})
        self.assertEqual(self.order_a.ord_status, "new")

    @mute_logger("odoo.http")
    def test_posts_need_the_csrf_token(self):
        self.login(self.client_a)
        before = self.newest()
        self.assertEqual(self.url_open("/my/orders/new", data=self.entry()).status_code, 400)
        self.assertEqual(
            self.url_open(f"/my/orders/{self.order_a.id}/cancel", data={"x": "1"}).status_code, 400
        )
        self.assertEqual((self.newest(), self.order_a.ord_status), (before, "new"))

    def test_staff_and_strangers_see_an_explanation(self):
        self.authenticate("bs_internal", "bs_internal")
        for path in "/my/orders", "/my/positions":
            self.assertIn("ask your broker", self.page(path).text_content())
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open("/my/orders").url)
