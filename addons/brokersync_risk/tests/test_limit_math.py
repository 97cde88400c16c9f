from odoo.tests import BaseCase

from ..limit_math import loosened


class TestLimitMath(BaseCase):
    def test_higher_or_gone_is_looser(self):
        self.assertEqual(loosened({"rate": 5}, {"rate": 6}), ["rate"])
        self.assertEqual(loosened({"rate": 5}, {"rate": 0}), ["rate"])
        self.assertEqual(loosened({"rate": 5}, {}), ["rate"])

    def test_lower_or_new_is_not(self):
        self.assertEqual(loosened({"rate": 5}, {"rate": 5, "max_order_qty": 9}), [])
        self.assertEqual(loosened({"rate": 5}, {"rate": 4}), [])

    def test_a_limit_for_one_symbol_replaces_the_general_one(self):
        general = {"position_limit": 100}
        self.assertEqual(loosened(general, general | {"position_limits": {"CL": 40}}), [])
        self.assertEqual(
            loosened(general, general | {"position_limits": {"CL": 140}}), ["position_limit CL"]
        )
        self.assertEqual(
            loosened(general | {"position_limits": {"CL": 40}}, general), ["position_limit CL"]
        )
        self.assertEqual(loosened(general | {"position_limits": {"CL": 140}}, general), [])

    def test_a_general_limit_that_is_raised_leaves_the_symbol_alone(self):
        cl = {"position_limits": {"CL": 40}}
        self.assertEqual(
            loosened({"position_limit": 50} | cl, {"position_limit": 60} | cl), ["position_limit"]
        )
