from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, tagged

from ..kyc.risk_score import BANDS, Line, assess
from .onboarding_common import OnboardingCommon

LINES = st.lists(
    st.builds(
        Line,
        factor=st.just("f"),
        value=st.just("v"),
        score=st.integers(0, 100),
        weight=st.integers(1, 100),
        floor=st.sampled_from(BANDS),
    ),
    min_size=1,
    max_size=8,
)


@tagged("post_install", "-at_install")
class TestRiskScore(BaseCase):
    def test_mean_by_weight(self):
        result = assess(
            [Line("a", "x", 100, 1), Line("b", "y", 20, 3)], medium_from=35, high_from=60
        )
        self.assertEqual((result.total, result.band), (40, "medium"))
        self.assertEqual(result.points, (25.0, 15.0))

    def test_bands_begin_where_they_say(self):
        for score, band in ((34, "low"), (35, "medium"), (59, "medium"), (60, "high")):
            line = Line("a", "x", score, 1)
            with self.subTest(score):
                self.assertEqual(assess([line], medium_from=35, high_from=60).band, band)

    def test_a_floor_holds_whatever_the_rest_says(self):
        lines = [Line("a", "x", 0, 100), Line("pep", "yes", 0, 1, floor="high")]
        self.assertEqual(assess(lines, medium_from=35, high_from=60).band, "high")

    def test_nothing_to_go_by(self):
        for lines in [], [Line("a", "x", 50, 0)]:
            with self.assertRaises(ValueError):
                assess(lines, medium_from=35, high_from=60)

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(LINES)
    def test_points_add_up_and_no_score_lowers_the_band(self, lines):
        result = assess(lines, medium_from=35, high_from=60)
        self.assertAlmostEqual(sum(result.points), result.total, delta=0.5 + 1e-9)
        self.assertTrue(0 <= result.total <= 100)
        worse = [Line("f", "v", 100, line.weight, line.floor) for line in lines]
        band = assess(worse, medium_from=35, high_from=60).band
        self.assertGreaterEqual(BANDS.index(band), BANDS.index(result.band))


@tagged("post_install", "-at_install")
class TestKycRisk(OnboardingCommon):
    def score(self):
        self.onboarding.with_user(self.compliance_officer).action_score()
        return self.env["brokersync.kyc.risk.score"].search(
            [("onboarding_id", "=", self.onboarding.id)], limit=1
        )

    def test_explained_line_by_line(self):
        self.onboarding.with_user(self.compliance_officer).action_screen()
        score = self.score()
        self.assertEqual(score.band, "low")
        self.assertEqual(self.prospect.kyc_risk, "low")
        lines = {line.factor: (line.value, line.score) for line in score.line_ids}
        self.assertEqual(lines["Country"], ("CH", 20))
        self.assertEqual(lines["Ownership"], ("one", 10))
        self.assertEqual(lines["Screening"], ("clear", 0))
        self.assertAlmostEqual(sum(score.line_ids.mapped("points")), score.total, delta=0.6)

    def test_the_worst_country_of_firm_and_owners_counts(self):
        self.owner.nationality_id = self.env.ref("base.kp")
        score = self.score()
        line = score.line_ids.filtered(lambda line: line.factor == "Country")
        self.assertEqual((line.value, line.floor), ("KP", "high"))
        self.assertEqual(score.band, "high")

    def test_political_exposure_of_an_owner_is_high(self):
        self.owner.pep = True
        self.assertEqual(self.score().band, "high")

    def test_bands_and_weights_are_configured(self):
        self.env["brokersync.kyc.risk.factor"].search([("code", "!=", "channel")]).weight = 0
        self.assertEqual(self.score().total, 10)
        self.env["ir.config_parameter"].set_param("brokersync_crm.kyc_medium_from", 10)
        self.assertEqual(self.score().band, "medium")

    def test_step_wants_a_score_of_what_is_known_now(self):
        self.bring_to("risk")
        self.assertIn("not calculated", self.onboarding.missing)
        self.score()
        self.onboarding.invalidate_recordset(["missing"])
        self.assertFalse(self.onboarding.missing)
        self.prospect.expected_volume = "over_100m"
        self.onboarding.invalidate_recordset(["missing"])
        self.assertIn("calculate the risk score again", self.onboarding.missing)

    def test_higher_risk_asks_for_more_documents_at_once(self):
        self.bring_to("risk")
        self.owner.pep = True
        self.score()
        with self.assertRaisesRegex(UserError, "Source of funds"):
            self.onboarding.with_user(self.compliance_officer).action_next()
        self.accepted_document("source_of_funds")
        self.onboarding.with_user(self.compliance_officer).action_next()
        self.assertEqual(self.onboarding.state, "suitability")

    def test_only_compliance_scores_and_screens(self):
        for user in self.broker, self.risk_officer, self.client_p:
            for action in "action_score", "action_screen":
                with self.subTest(f"{user.login} {action}"), self.assertRaises(AccessError):
                    getattr(self.onboarding.with_user(user), action)()

    def test_brokers_see_how_high_and_not_why(self):
        score = self.score()
        self.assertEqual(score.with_user(self.broker).band, score.band)
        for records, field in (
            (score, "facts"),
            (score, "line_ids"),
            (score.line_ids, "value"),
            (self.onboarding.step_ids, "evidence"),
        ):
            with self.subTest(field), self.assertRaises(AccessError):
                records.with_user(self.broker).read([field])
            records.with_user(self.compliance_officer).read([field])

    def test_brokers_learn_that_screening_is_open_and_not_why(self):
        self.bring_to("screening")
        self.assertEqual(
            self.onboarding.with_user(self.broker).missing,
            "Screening by compliance is not complete",
        )
        self.assertIn(
            "Petra Prospect: not screened yet",
            self.onboarding.with_user(self.compliance_officer).missing,
        )

    def test_a_score_stays_as_it_was(self):
        score = self.score()
        for change in (lambda: score.write({"band": "low"}), score.unlink, score.line_ids.unlink):
            with self.assertRaisesRegex(UserError, "cannot be"):
                change()
