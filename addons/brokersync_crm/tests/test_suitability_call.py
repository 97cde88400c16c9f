from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .onboarding_common import OnboardingCommon


@tagged("post_install", "-at_install")
class TestSuitabilityCall(OnboardingCommon):
    """The desk writes down what the client answers on the phone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.questionnaire = cls.env["brokersync.onboarding"]._client_questionnaire()

    def call(self, pick=-1, user=None, **values):
        """The dialog with the answers at place `pick` of each question; the last is the best."""
        calls = self.env["brokersync.suitability.call"].with_user(user or self.broker)
        call = calls.create(
            {"onboarding_id": self.onboarding.id, "given_by": "Petra Prospect", **values}
        )
        for line in call.line_ids:
            line.option_id = line.question_id.option_ids[pick]
        return call

    def test_the_answers_are_kept_with_who_gave_them_and_who_wrote(self):
        self.call(note="Called back on the known number").action_record()
        assessment = self.onboarding.assessment_ids
        self.assertEqual(assessment.create_uid, self.broker)
        self.assertEqual(assessment.given_by, "Petra Prospect")
        self.assertEqual(assessment.note, "Called back on the known number")
        self.assertEqual((assessment.result, assessment.warned), ("suitable", False))
        self.assertEqual(len(assessment.answer_ids), len(self.questionnaire.question_ids))
        self.assertFalse(self.onboarding._missing("suitability"))
        self.assertEqual(self.onboarding.state, "application")

    def test_the_dialog_asks_each_question(self):
        calls = self.env["brokersync.suitability.call"].with_user(self.broker)
        with Form(calls.with_context(default_onboarding_id=self.onboarding.id)) as form:
            self.assertEqual(len(form.line_ids), len(self.questionnaire.question_ids))
            for number, question in enumerate(self.questionnaire.question_ids):
                self.assertFalse(form.result)
                with form.line_ids.edit(number) as line:
                    self.assertEqual(line.question_id, question.with_env(line.question_id.env))
                    line.option_id = question.option_ids[0]
            self.assertEqual(form.result, "unsuitable")
            form.given_by = "Petra"
        form.record.action_record()
        self.assertIn("do not suit", self.onboarding._missing("suitability")[0])

    def test_a_warning_is_read_out_first(self):
        self.questionnaire.sudo().write({"suitable_from": 10_000, "warn_from": 0})
        call = self.call()
        self.assertEqual(call.result, "warning")
        with self.assertRaisesRegex(UserError, "Read the warning out"):
            call.action_record()
        self.assertFalse(self.onboarding.assessment_ids)
        call.warned = True
        call.action_record()
        self.assertEqual(self.onboarding.assessment_ids.result, "warning")
        self.assertTrue(self.onboarding.assessment_ids.warned)

    def test_what_is_not_complete_is_refused(self):
        call = self.call()
        call.line_ids[0].option_id = False
        with self.assertRaisesRegex(UserError, "every question"):
            call.action_record()
        call = self.call()
        call.line_ids[0].option_id = call.line_ids[1].option_id
        with self.assertRaisesRegex(UserError, "every question"):
            call.action_record()
        with self.assertRaisesRegex(UserError, "who answered"):
            self.call(given_by="  ").action_record()
        call = self.call()
        self.questionnaire.sudo().state = "retired"
        with self.assertRaisesRegex(UserError, "changed meanwhile"):
            call.action_record()

    def test_a_closed_onboarding_takes_no_answers(self):
        self.onboarding.with_user(self.compliance_officer)._move("rejected")
        with self.assertRaisesRegex(UserError, "is closed"):
            self.call().action_record()

    def test_only_who_prepares_and_only_for_own_firms(self):
        for user in self.risk_officer, self.client_p:
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.call(user=user)
        stranger = self._new_staff("bs_broker_2", "group_broker")
        with self.assertRaises(AccessError):
            self.call(user=stranger).action_record()
        self.call(user=self.compliance_officer).action_record()
        self.assertEqual(self.onboarding.assessment_ids.create_uid, self.compliance_officer)

    def test_nobody_signs_for_the_client(self):
        """What the dialog keeps are answers; the agreements stay unsigned."""
        self.call().action_record()
        self.assertFalse(self.prospect.agreement_ids)
        self.assertIn("not signed yet", self.onboarding._missing("agreements")[0])
