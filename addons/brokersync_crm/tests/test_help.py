import re

from lxml import html

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, tagged

from .common import BrokersyncCommon

OUTSIDE = ("/my/orders", "/my/market", "/my/positions", "/my/receipts")  # pages of the addons above


@tagged("post_install", "-at_install")
class TestHelp(BrokersyncCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pages = cls.env["document.page"]
        cls.draft = cls.pages.create(
            {"name": "Half done", "portal_slug": "half-done", "content": "<p>zebra</p>"}
        )

    def setUp(self):
        super().setUp()
        self.authenticate("test-a-1", "test-a-1")

    def get(self, path):
        return self.url_open(path)

    def test_at_least_fifteen_articles_open_from_the_list(self):
        page = html.fromstring(self.get("/my/help").content)
        paths = page.xpath("//ul[contains(@class, 'o_brokersync_articles')]//a/@href")
        self.assertGreaterEqual(len(paths), 15)
        for path in paths:
            self.assertEqual(self.get(path).status_code, 200, path)

    def test_every_link_of_an_article_leads_somewhere(self):
        articles = self.pages._portal_search()
        slugs = set(articles.mapped("portal_slug"))
        for article in articles:
            self.assertLessEqual(set((article.portal_related or "").split()), slugs, article.name)
        links = set(re.findall(r'href="([^"]+)"', "".join(articles.mapped("content"))))
        for link in links:
            if not link.startswith(OUTSIDE):
                self.assertEqual(self.get(link).status_code, 200, link)

    def test_search_in_title_text_and_keyword(self):
        for text, title in (("receipts", "Warehouse receipts"), ("POSITION_LIMIT", "Limits")):
            self.assertIn(title, self.get(f"/my/help?search={text}").text)
        self.assertIn("No article has", self.get("/my/help?search=zebra").text)
        self.assertEqual(self.pages._portal_search("100%"), self.pages)

    def test_unpublished_article_is_not_found(self):
        for slug in "half-done", "nothing":
            self.assertEqual(self.get(f"/my/help/{slug}").status_code, 404)

    def test_each_change_is_a_version(self):
        self.draft.portal_published = True
        self.draft.content = "<p>lion</p>"
        page = " ".join(
            html.fromstring(self.get("/my/help/half-done").content).text_content().split()
        )
        self.assertIn("Version 2 of", page)
        self.assertIn("lion", page)

    def test_script_of_an_editor_is_taken_out(self):
        self.draft.write(
            {
                "portal_published": True,
                "content": "<p onclick='x()'>ok</p><script>x()</script><a href='javascript:x()'>y</a>",
            }
        )
        content = self.draft._portal_html()
        self.assertIn("ok", content)
        for bad in "onclick", "<script", "javascript:":
            self.assertNotIn(bad, content)

    def test_only_an_article_with_an_address_is_published(self):
        for values in (
            {"portal_slug": False},
            {"portal_slug": "Not/good"},
            {"type": "category"},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.draft.write({"portal_published": True, **values})

    def test_clients_read_no_page_over_rpc_and_brokers_write_none(self):
        with self.assertRaises(AccessError):
            self.draft.with_user(self.client_a).read(["name"])
        self.assertEqual(self.draft.with_user(self.broker).name, "Half done")
        with self.assertRaises(AccessError):
            self.draft.with_user(self.broker).name = "Mine"
        self.draft.with_user(self.administrator).name = "Ours"
