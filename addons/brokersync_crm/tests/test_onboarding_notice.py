from odoo.tests import tagged

from .onboarding_common import OnboardingCommon


@tagged("post_install", "-at_install")
class TestOnboardingNotice(OnboardingCommon):
    """The client is told when it is his or her turn, and how it ended; never why it takes its time."""

    def notices(self, code, user=None):
        return self.env["brokersync.notification"].search(
            [("user_id", "=", (user or self.client_p).id), ("event_id.code", "=", code)]
        )

    def decide(self, decision, **values):
        wizard = self.env["brokersync.onboarding.decision"].with_user(self.compliance_officer)
        wizard.create(
            {
                "onboarding_id": self.onboarding.id,
                "decision": decision,
                "reason": "Looks like somebody on a list",
                **values,
            }
        ).action_confirm()

    def test_sent_back_names_what_is_needed_and_no_reason(self):
        self.bring_to("screening")
        self.assertFalse(self.notices("onboarding.needed"), "all of it was there")
        self.prospect.legal_form = False
        self.decide("send_back", to_state="identity")
        notice = self.notices("onboarding.needed")
        self.assertEqual(notice.title, "We need something from you: Company data")
        self.assertEqual(notice.delivery_ids.mapped("channel"), ["email"])
        self.assertNotIn("list", f"{notice.title} {notice.body}")

    def test_the_client_s_turn_comes_again(self):
        self.onboarding.sudo()._move("identity")
        self.assertFalse(self.notices("onboarding.needed"), "this step is worked on by the broker")
        self.onboarding.sudo()._move("documents")
        self.assertIn("Documents", self.notices("onboarding.needed").title)

    def test_admitted(self):
        self.bring_to("approval")
        self.onboarding.with_user(self.compliance_officer).action_approve()
        notice = self.notices("onboarding.decided")
        self.assertEqual(notice.title, "Welcome: Pending Grain is admitted")
        self.assertEqual(notice.url, "/my/onboarding")

    def test_rejected_does_not_say_why(self):
        self.decide("reject")
        notice = self.notices("onboarding.decided")
        self.assertIn("decision", notice.title)
        self.assertNotIn("list", f"{notice.title} {notice.body}")

    def test_colleagues_who_do_not_administer_are_not_told(self):
        _trader, colleague = self._new_trader(self.prospect, "TEST-P-2", "Pia Prospect")
        self.decide("reject")
        self.assertFalse(self.notices("onboarding.decided", colleague))

    def test_refused_document_says_why(self):
        _trader, colleague = self._new_trader(self.prospect, "TEST-P-2", "Pia Prospect")
        document = self.new_document("articles")
        document.with_user(self.compliance_officer)._refuse("Page 2 is missing.")
        notice = self.notices("kyc.document_refused")
        self.assertIn("not accepted", notice.title)
        self.assertEqual(notice.body, "Page 2 is missing. Please upload another one.")
        self.assertEqual(notice.url, "/my/onboarding/documents")
        self.assertFalse(self.notices("kyc.document_refused", colleague))

    def test_review_ends_in_silence(self):
        self.onboarding.sudo().kind = "review"
        self.decide("reject")
        self.assertFalse(self.notices("onboarding.decided"))
