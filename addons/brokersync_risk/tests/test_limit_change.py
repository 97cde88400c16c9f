from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RiskCommon


@tagged("post_install", "-at_install")
class TestLimitChange(RiskCommon):
    """What loosens the gate needs two risk officers, whichever way it is tried."""

    def setUp(self):
        super().setUp()
        self.limits = self.env["brokersync.risk.limit"].with_user(self.risk_officer)
        self.limit = self.limit_a.with_user(self.risk_officer)

    def propose(self, limit=None, user=None, **values):
        return (
            self.env["brokersync.risk.limit.change"]
            .with_user(user or self.risk_officer)
            .create({"limit_id": (limit or self.limit_a).id, "reason": "Harvest", **values})
        )

    def test_raising_or_lifting_alone_is_refused(self):
        for values in {"max_order_qty": 51}, {"max_order_qty": 0}, {"rate": 0}, {"active": False}:
            with self.subTest(values), self.assert_refused(UserError, "second risk officer"):
                self.limit.write(values)

    def test_the_administrator_is_not_above_it(self):
        with self.assert_refused(UserError, "second risk officer"):
            self.limit_a.with_user(self.administrator).max_order_qty = 51

    def test_import_is_no_way_around(self):
        self.env["ir.model.data"].create(
            {
                "name": "limit_a",
                "module": "test",
                "model": "brokersync.risk.limit",
                "res_id": self.limit_a.id,
            }
        )
        with mute_logger("odoo.orm.models"):
            result = self.limits.load(["id", "max_order_qty"], [["test.limit_a", "900"]])
        self.assertRegex(result["messages"][0]["message"], "second risk officer")
        self.assertEqual(self.limit_a.max_order_qty, 50)

    def test_a_wider_limit_for_one_instrument_is_no_way_around(self):
        values = {"account_id": self.account_a.id, "instrument_id": self.crude.id}
        with self.assert_refused(UserError, "position_limit TCL"):
            self.limits.create({**values, "position_limit": 900})
        narrow = self.limits.create({**values, "position_limit": 20})
        self.publish()
        with self.assert_refused(UserError, "position_limit TCL"):
            narrow.active = False

    def test_a_second_officer_puts_it_in_force(self):
        change = self.propose(max_order_qty=75)
        self.assertEqual(self.limit_a.max_order_qty, 50)
        self.assertEqual(change.position_limit, 200, "the rest starts from the present values")
        before = self.account_a.reference_version
        change.with_user(self.second_officer).action_approve()
        self.assertEqual((change.state, self.limit_a.max_order_qty), ("approved", 75))
        self.assertEqual(self.rows_since(before)["TEST-A-01"]["max_order_qty"], 75)

    def test_a_limit_is_lifted_by_two(self):
        self.propose(in_force=False).with_user(self.second_officer).action_approve()
        self.assertFalse(self.limit_a.active)

    def test_a_new_wider_limit_starts_out_of_force(self):
        limit = self.limits.create(
            {
                "account_id": self.account_a.id,
                "instrument_id": self.crude.id,
                "position_limit": 900,
                "active": False,
            }
        )
        self.propose(limit).with_user(self.second_officer).action_approve()
        self.assertTrue(limit.active)
        self.assertEqual(self.rows_since(0)["TEST-A-01"]["position_limits"], {"TCL": 900})

    def test_maker_is_not_checker(self):
        change = self.propose(max_order_qty=75)
        with self.assert_refused(UserError, "another risk officer"):
            change.action_approve()
        with self.assert_refused(UserError, "another risk officer"):
            change.action_refuse()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE brokersync_risk_limit_change SET state = 'approved', decided_by_id = create_uid WHERE id = %s",
                [change.id],
            )
        self.assertEqual(self.limit_a.max_order_qty, 50)

    def test_the_maker_cannot_pretend_to_be_someone_else(self):
        change = self.propose(max_order_qty=75, create_uid=self.second_officer.id)
        self.assertEqual(change.create_uid, self.risk_officer)
        for values in {"state": "approved"}, {"decided_by_id": self.second_officer.id}:
            with self.assertRaises(AccessError):
                self.propose(self.limit_b, **values)
            with self.assertRaises(AccessError):
                change.write(values)

    def test_nobody_below_a_risk_officer_proposes_or_decides(self):
        change = self.propose(max_order_qty=75)
        for user in self.broker, self.compliance_officer, self.client_a, self.internal_user:
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    self.propose(self.limit_b, user)
                with self.assertRaises(AccessError):
                    change.with_user(user).action_approve()

    def test_a_decision_is_final(self):
        change = self.propose(max_order_qty=75)
        change.with_user(self.second_officer).action_refuse()
        self.assertEqual((change.state, self.limit_a.max_order_qty), ("refused", 50))
        with self.assert_refused(UserError, "decided already"):
            change.with_user(self.administrator).action_approve()

    def test_only_the_maker_withdraws(self):
        change = self.propose(max_order_qty=75)
        with self.assert_refused(UserError, "Refuse it instead"):
            change.with_user(self.second_officer).action_withdraw()
        change.action_withdraw()
        self.assertEqual(change.state, "withdrawn")

    def test_the_others_are_asked_and_the_request_goes_when_decided(self):
        change = self.propose(max_order_qty=75)
        asked = change.sudo().activity_ids.user_id
        self.assertIn(self.second_officer, asked)
        self.assertNotIn(self.risk_officer, asked)
        change.with_user(self.second_officer).action_approve()
        self.assertFalse(change.sudo().activity_ids)

    def test_a_proposal_is_a_limit_too(self):
        for value in float("nan"), -1, 1.5:
            with self.assert_refused(ValidationError, "max_order_qty"):
                self.propose(max_order_qty=value)

    def test_broker_reads_proposals_of_assigned_firms_only(self):
        of_a, of_b = self.propose(max_order_qty=75), self.propose(self.limit_b, max_order_qty=75)
        self.assertEqual(of_a.with_user(self.broker).reason, "Harvest")
        with self.assertRaises(AccessError):
            of_b.with_user(self.broker).read(["reason"])
