from psycopg2 import DatabaseError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..kyc.questionnaire import judge
from .onboarding_common import OnboardingCommon


@tagged("post_install", "-at_install")
class TestSuitability(OnboardingCommon):
    def setUp(self):
        super().setUp()
        self.questionnaire = self.env["brokersync.suitability.questionnaire"].search(
            [("state", "=", "in_force")]
        )

    def test_limits_of_the_results(self):
        for points, knocked, result in (
            (60, False, "suitable"),
            (59, False, "warning"),
            (30, False, "warning"),
            (29, False, "unsuitable"),
            (100, True, "unsuitable"),
        ):
            with self.subTest(points):
                self.assertEqual(judge([points], knocked, suitable_from=60, warn_from=30), result)

    def test_answers_are_judged_and_kept_as_they_were_read(self):
        assessment = self.answer_questionnaire()
        self.assertEqual(assessment.create_uid, self.client_p)
        self.assertEqual(len(assessment.answer_ids), len(self.questionnaire.question_ids))
        self.assertEqual(assessment.points, sum(assessment.answer_ids.mapped("points")))
        self.assertEqual(assessment.result, "suitable")

    def test_unsuitable_keeps_the_step_open(self):
        unanswered = self.env["brokersync.suitability.questionnaire"].create({"name": "Empty"})
        with self.assertRaisesRegex(UserError, "every question"):
            self.env["brokersync.suitability.assessment"]._submit(
                self.onboarding, unanswered, self.env["brokersync.suitability.option"]
            )
        self.assertIn("not answered yet", self.onboarding._missing("suitability")[0])
        self.answer_questionnaire(0)
        self.assertIn("do not suit", self.onboarding._missing("suitability")[0])
        self.answer_questionnaire()
        self.assertFalse(self.onboarding._missing("suitability"))

    def test_every_question_needs_one_answer_of_its_own(self):
        assessments = self.env["brokersync.suitability.assessment"]
        best = self.env["brokersync.suitability.option"]
        for question in self.questionnaire.question_ids:
            best += question.option_ids[-1]
        draft = self.questionnaire.copy()
        for options in (
            best[:-1],
            best.browse(),
            best + self.questionnaire.question_ids[0].option_ids[0],
            best[:-1] + draft.question_ids[-1].option_ids[-1],
        ):
            with self.assertRaisesRegex(UserError, "every question"):
                assessments._submit(self.onboarding, self.questionnaire, options)

    def test_submitted_answers_stay(self):
        assessment = self.answer_questionnaire()
        for change in (
            lambda: assessment.write({"result": "suitable"}),
            assessment.unlink,
            lambda: assessment.answer_ids.write({"points": 99}),
            assessment.answer_ids.unlink,
        ):
            with self.assertRaisesRegex(UserError, "submitted"):
                change()
        for table in "assessment", "answer":
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(DatabaseError, "append-only"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(f"UPDATE brokersync_suitability_{table} SET id = id")  # noqa: S608

    def test_a_version_in_force_stays(self):
        question = self.questionnaire.question_ids[0]
        compliance = self.compliance_officer
        for change in (
            lambda: self.questionnaire.with_user(compliance).write({"suitable_from": 1}),
            lambda: question.with_user(compliance).write({"name": "?"}),
            lambda: question.option_ids[0].with_user(compliance).write({"score": 99}),
            lambda: question.with_user(compliance).unlink(),
            lambda: (
                self.env["brokersync.suitability.option"]
                .with_user(compliance)
                .create({"question_id": question.id, "name": "New", "score": 99})
            ),
        ):
            with self.assertRaisesRegex(UserError, "new one"):
                change()

    def test_a_new_version_takes_its_place(self):
        self.questionnaire.with_user(self.compliance_officer).action_new_version()
        draft = self.questionnaire.search([("state", "=", "draft")], limit=1)
        self.assertEqual(draft.version, self.questionnaire.version + 1)
        self.assertEqual(len(draft.question_ids), len(self.questionnaire.question_ids))
        draft.with_user(self.compliance_officer).write({"suitable_from": 70})
        draft.with_user(self.compliance_officer).action_publish()
        self.assertEqual((self.questionnaire.state, draft.state), ("retired", "in_force"))

    def test_versions_are_decided_by_compliance(self):
        for action in "action_new_version", "action_publish":
            with self.subTest(action), self.assertRaises(AccessError):
                getattr(self.questionnaire.with_user(self.broker), action)()
        questionnaires = self.questionnaire.with_user(self.compliance_officer)
        with self.assertRaises(AccessError):
            questionnaires.create({"name": "Mine", "state": "in_force"})
        begun = questionnaires.with_context(default_state="in_force").create({"name": "Mine"})
        self.assertEqual(begun.state, "draft")
        with self.assertRaisesRegex(UserError, "answers to choose"):
            begun.action_publish()
        begun.question_ids = [Command.create({"name": "Q"})]
        with self.assertRaisesRegex(UserError, "answers to choose"):
            begun.action_publish()
