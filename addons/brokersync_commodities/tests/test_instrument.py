from odoo import Command
from odoo.tests import tagged

from .common import CommoditiesCommon


@tagged("post_install", "-at_install")
class TestInstrument(CommoditiesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        venue = cls.env["brokersync.venue"].search([], limit=1) or cls.env[
            "brokersync.venue"
        ].create(
            {"name": "Test venue", "mic": "XNYM"},
        )
        cls.instrument, cls.other = cls.env["brokersync.instrument"].create(
            [
                {
                    "symbol": f"{product}F27",
                    "name": product,
                    "venue_id": venue.id,
                    "product": product,
                }
                for product in ("TESTCU", "TESTNEW")
            ]
        )

    def test_refers_to_the_commodity_of_its_product(self):
        self.assertEqual(self.instrument.commodity_id, self.commodity)
        self.assertFalse(self.other.commodity_id)
        self.assertEqual(self.commodity.instrument_count, 1)
        self.instrument.product = "TESTNEW"
        self.assertFalse(self.instrument.commodity_id)

    def test_is_found_by_a_commodity_that_comes_later(self):
        later = self.commodity.copy({"code": "TESTNEW", "grade_ids": [Command.clear()]})
        self.assertEqual(self.other.commodity_id, later)

    def test_follows_a_commodity_whose_code_changes(self):
        self.commodity.code = "TESTNEW"
        self.assertEqual(self.other.commodity_id, self.commodity)
        self.assertFalse(self.instrument.commodity_id)

    def test_client_reads_it(self):
        self.assertEqual(self.instrument.with_user(self.client_a).commodity_id.code, "TESTCU")
