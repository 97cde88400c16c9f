from lxml import html

from odoo.tests import HttpCase, tagged

from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestPortalHome(BrokersyncCommon, HttpCase):
    def home(self):
        self.authenticate("test-a-1", "test-a-1")
        return html.fromstring(self.url_open("/my").content)

    def attention(self):
        return [
            (item.get("data-level"), item.findtext(".//strong"))
            for item in self.home().find_class("o_brokersync_attention_item")
        ]

    def test_the_most_urgent_comes_first(self):
        self.firm_a.action_suspend()
        self.assertEqual(
            self.attention(),
            [
                ("danger", "Your firm's account is suspended"),
                ("warning", "Your login has only a password"),
            ],
        )

    def test_nothing_of_another_firm(self):
        self.firm_b.action_suspend()
        self.assertNotIn("danger", dict(self.attention()))

    def test_cards_stand_in_their_group_and_odoo_s_own_are_hidden(self):
        page = self.home()
        self.assertEqual(page.xpath("//*[@id='brokersync_home_firm']//a/@href")[0], "/my/firm")
        self.assertFalse(page.xpath("//a[@href='/my/addresses']"))
        self.assertFalse(page.xpath("//*[@id='portal_common_category']"))

    def test_page_says_its_title_and_language(self):
        page = self.home()
        self.assertEqual(page.get("lang"), "en-US")
        self.assertEqual(page.findtext(".//title"), "Alpha Grain · BrokerSync")
        self.assertEqual(page.findtext(".//h1"), "Alpha Grain")

    def test_staff_find_odoo_s_own_home(self):
        self.authenticate(self.broker.login, self.broker.login)
        page = html.fromstring(self.url_open("/my").content)
        self.assertTrue(page.xpath("//*[@id='portal_common_category']"))
        self.assertFalse(page.find_class("o_brokersync_attention"))
