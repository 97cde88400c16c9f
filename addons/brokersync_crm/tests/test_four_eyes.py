from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .aml_common import STRUCTURED, add_movements, find_cases
from .common import BrokersyncCommon
from .screening_common import load_table, screen_someone

REASON = "Passport and receipts seen."


@tagged("post_install", "-at_install")
class TestFourEyes(BrokersyncCommon, HttpCase):
    """The first person is not the second one, whatever is decided: an AML case or a sanctions hit (FAULTS 81)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._new_staff("bs_compliance_2", "group_compliance_officer")
        load_table(cls.env)
        cls.hit = screen_someone(cls.env, cls.firm_a)
        add_movements(cls.env, cls.firm_a, *STRUCTURED)
        cls.case_found = find_cases(cls.env, cls.firm_a)[:1]
        opinion = {"hit_id": cls.hit.id, "verdict": "false_positive", "reason": REASON}
        step = {"case_id": cls.case_found.id, "reason": REASON}
        cls.decided = (
            # record, model of its steps, values that propose, values that confirm, state at the end
            (cls.hit, "brokersync.screening.decision", opinion, opinion, "dismissed"),
            (
                cls.case_found,
                "brokersync.aml.case.step",
                step | {"step": "propose_close"},
                step | {"step": "confirm"},
                "closed",
            ),
        )
        cls.add("brokersync.aml.case.step", step | {"step": "triage"}, cls.compliance_officer)

    @classmethod
    def add(cls, model, values, user):
        return cls.env[model].with_user(user).create(values)

    def each(self):
        """Each kind of record, proposed by the first officer."""
        for record, steps, proposal, confirmation, end in self.decided:
            self.add(steps, proposal, self.compliance_officer)
            self.assertEqual(record.proposed_by_id, self.compliance_officer)
            yield record, steps, confirmation, end

    def test_two_people_decide(self):
        for record, steps, confirmation, end in self.each():
            self.add(steps, confirmation, self.second)
            self.assertEqual((record.state, record.decided_by_id), (end, self.second))
            self.assertTrue(record.decided_at)

    def test_the_same_person_is_refused(self):
        for record, steps, confirmation, _end in self.each():
            with self.assertRaisesRegex(UserError, "a second person decides"):
                self.add(steps, confirmation, self.compliance_officer)
            self.assertFalse(record.decided_by_id)

    def test_the_same_person_is_refused_over_rpc(self):
        self.authenticate("bs_compliance", "bs_compliance")
        for record, steps, confirmation, _end in self.each():
            for values in confirmation, confirmation | {"create_uid": self.second.id}:
                with mute_logger("odoo.http"):
                    answer = self.call_kw(steps, "create", [[values]])
                self.assertIn("error", answer)
            for values in {"decided_by_id": self.second.id}, {"proposed_by_id": self.second.id}:
                with mute_logger("odoo.http"):
                    answer = self.call_kw(record._name, "write", [[record.id], values])
                self.assertIn("error", answer)
            record.invalidate_recordset()
            self.assertEqual(record.proposed_by_id, self.compliance_officer)
            self.assertFalse(record.decided_by_id)

    def test_the_second_person_decides_over_rpc(self):
        self.authenticate("bs_compliance_2", "bs_compliance_2")
        for record, steps, confirmation, end in self.each():
            self.assertIn("result", self.call_kw(steps, "create", [[confirmation]]))
            record.invalidate_recordset()
            self.assertEqual(record.state, end)

    def test_only_compliance_and_only_with_a_reason(self):
        for _record, steps, confirmation, _end in self.each():
            for user in self.broker, self.risk_officer, self.client_a:
                with self.assertRaises(AccessError):
                    self.add(steps, confirmation, user)
            with self.assertRaisesRegex(ValidationError, "Say why"):
                self.add(steps, confirmation | {"reason": "  short "}, self.second)

    def test_nobody_enters_or_deletes_the_record(self):
        for record, _steps, _confirmation, _end in self.each():
            mine = record.with_user(self.second)
            with self.assertRaises(AccessError):
                mine.write({"state": record.state})
            with self.assertRaises(AccessError):
                mine.copy()
            with self.assertRaisesRegex(UserError, "kept as evidence"):
                record.sudo().unlink()

    def call_kw(self, model, method, args):
        params = {"model": model, "method": method, "args": args, "kwargs": {}}
        url = f"/web/dataset/call_kw/{model}/{method}"
        return self.url_open(url, json={"params": params}).json()
