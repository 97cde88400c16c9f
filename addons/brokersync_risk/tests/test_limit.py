from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RiskCommon


@tagged("post_install", "-at_install")
class TestLimit(RiskCommon):
    """Limits reach the gate as docs/protocol.md says, and hold only what a limit can be."""

    def test_the_account_row_carries_its_limits(self):
        self._new_limit(
            account_id=self.account_a.id, instrument_id=self.crude.id, position_limit=80
        )
        row = self.rows_since(0)["TEST-A-01"]
        self.assertEqual(
            {
                name: row.get(name)
                for name in ("max_order_qty", "position_limit", "rate", "position_limits")
            },
            {
                "max_order_qty": 50,
                "position_limit": 200,
                "rate": 20,
                "position_limits": {"TCL": 80},
            },
        )
        self.assertNotIn("max_notional", row)

    def test_the_firm_row_carries_its_own_limits_only(self):
        row = self.rows_since(0)["TEST-A"]
        self.assertEqual(row["max_notional"], 5_000_000_000)
        self.assertFalse(
            {"max_order_qty", "position_limit", "position_limits", "rate"} & row.keys()
        )

    def test_a_value_beyond_xmlrpc_integers_is_sent_as_a_float(self):
        self.assertIs(type(self.rows_since(0)["TEST-A"]["max_notional"]), float)

    def test_every_change_of_a_limit_gives_its_account_a_new_version(self):
        def version():
            self.publish()
            return self.account_a.reference_version

        before = version()
        limit = self._new_limit(
            account_id=self.account_a.id, instrument_id=self.corn.id, position_limit=60
        )
        created = version()
        limit.position_limit = 50
        changed = version()
        limit.active = False
        archived = version()
        self.assertTrue(before < created < changed < archived)
        self.assertNotIn("position_limits", self.rows_since(changed)["TEST-A-01"])
        limit.unlink()
        self.assertEqual(version(), archived, "what was archived is not enforced")

    def test_a_change_that_says_nothing_new_makes_no_version(self):
        before = self.seam.reference("T1", 0)["version"]
        self.limit_a.warn_percent = 90
        self.assertFalse(self.rows_since(before))

    def test_one_limit_a_subject_and_instrument(self):
        self.limit_a.active = False
        self.env.flush_all()
        self._new_limit(account_id=self.account_a.id, max_order_qty=5)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self._new_limit(account_id=self.account_a.id, max_order_qty=6)

    def test_a_limit_keeps_its_subject(self):
        with self.assert_refused(UserError, "stays with what it limits"):
            self.limit_a.account_id = self.account_b
        with self.assert_refused(UserError, "stays with what it limits"):
            self.limit_firm_a.firm_id = self.firm_b

    def test_the_account_belongs_to_the_firm(self):
        with self.assert_refused(ValidationError, "account_id"):
            self._new_limit(firm_id=self.firm_b.id, account_id=self.account_a.id)

    def test_only_whole_numbers_in_range_are_limits(self):
        bad = [float("nan"), float("inf"), -1, 1.9, "7", True, 10**13]
        for name in "max_order_qty", "max_notional", "position_limit", "rate":
            for value in bad:
                with self.subTest(name, value=value), self.assert_refused(ValidationError, name):
                    self.limit_a.write({name: value})
        with self.assert_refused(ValidationError, "warn_percent"):
            self.limit_a.warn_percent = 101

    def test_the_largest_values_are_kept_exactly(self):
        self.limit_b.write({"max_notional": 10**12, "position_limit": 10**9})
        self.limit_b.invalidate_recordset()
        self.assertEqual((self.limit_b.max_notional, self.limit_b.position_limit), (10**12, 10**9))

    def test_the_database_refuses_what_code_lets_through(self):
        for sql in (
            "UPDATE brokersync_risk_limit SET max_notional = -1 WHERE id = %s",
            "UPDATE brokersync_risk_limit SET instrument_id = %s WHERE id = %s",
        ):
            arguments = (
                [self.crude.id, self.limit_a.id] if "instrument" in sql else [self.limit_a.id]
            )
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(sql, arguments)

    def test_a_firm_has_no_rate_and_no_limit_for_an_instrument(self):
        for values in {"rate": 5}, {"instrument_id": self.crude.id, "position_limit": 5}:
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self._new_limit(firm_id=self.firm_b.id, **values)

    def test_a_limit_in_force_is_not_deleted(self):
        with self.assert_refused(UserError, "in force"):
            self.limit_a.unlink()
