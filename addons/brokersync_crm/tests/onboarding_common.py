from odoo import Command

from ..documents import mrz
from ..kyc.steps import ORDER, REVIEWED
from . import document_files as files
from .common import BrokersyncCommon
from .screening_common import load_table

IDENTIFICATION = {
    "client_kind": "company",
    "legal_form": "AG",
    "registration_number": "CHE-123.456.788",
    "incorporation_date": "2011-05-17",
    "business_purpose": "Wholesale of grain",
    "source_of_funds": "Trading profits",
    "expected_volume": "1m_10m",
    "street": "Bahnhofstrasse 1",
    "city": "Zug",
}


class OnboardingCommon(BrokersyncCommon):
    """A prospect firm of `broker` with all company data, one owner and a person, and its onboarding.

    `client_p` is the portal user of the person, who administers the firm. A sanctions list is in force.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second_officer = cls._new_staff("bs_compliance_2", "group_compliance_officer")
        country = cls.env.ref("base.ch")
        cls.prospect = cls._new_firm(
            "TEST-P",
            "Pending Grain",
            broker_ids=cls.broker.ids,
            account_status="prospect",
            jurisdiction_id=country.id,
            country_id=country.id,
            **IDENTIFICATION,
        )
        cls.owner = cls.env["brokersync.beneficial.owner"].create(
            {
                "firm_id": cls.prospect.id,
                "name": "Petra Prospect",
                "share": 60,
                "birth_date": "1974-08-12",
                "country_id": country.id,
                "nationality_id": country.id,
            }
        )
        cls.trader_p, cls.client_p = cls._new_trader(
            cls.prospect, "TEST-P-1", "Paul Prospect", role="administrator"
        )
        load_table(cls.env)
        cls.onboarding = (
            cls.env["brokersync.onboarding"]
            .with_user(cls.broker)
            .create({"firm_id": cls.prospect.id})
        )

    def bring_to(self, state):
        """Complete the steps up to `state`, each as somebody who may."""
        self.complete_everything()
        for step in ORDER[ORDER.index(self.onboarding.state) : ORDER.index(state)]:
            user = self.compliance_officer if step in REVIEWED else self.broker
            onboarding = self.onboarding.with_user(user)
            if step == "screening":
                onboarding.action_screen()
            if step == "risk":
                onboarding.action_score()
            onboarding.action_next()
        self.assertEqual(self.onboarding.state, state)

    def complete_everything(self):
        """Bring what the steps ask for, except what compliance does in its own steps."""
        for code in "register_extract", "articles", "proof_of_address", "ubo_declaration":
            self.accepted_document(code)
        self.accepted_document(
            "passport", owner=self.owner, mrz=passport_zone("PROSPECT", "PETRA", "740812")
        )
        if not self.onboarding.assessment_ids:
            self.answer_questionnaire()
        for template in self.env["brokersync.agreement"]._missing_for(self.prospect):
            self.sign(template)

    def answer_questionnaire(self, pick=-1):
        """Submit the answers at place `pick` of each question; the last is the best."""
        questionnaire = self.env["brokersync.suitability.questionnaire"].search(
            [("state", "=", "in_force")]
        )
        options = self.env["brokersync.suitability.option"]
        for question in questionnaire.question_ids:
            options += question.option_ids[pick]
        return (
            self.env["brokersync.suitability.assessment"]
            .with_user(self.client_p)
            .sudo()
            ._submit(self.onboarding.sudo(), questionnaire, options)
        )

    def sign(self, template, **values):
        return (
            self.env["brokersync.agreement"]
            .with_user(self.client_p)
            ._sign(
                self.prospect,
                template,
                **{"signer": "Petra Prospect", "sha256": template.sha256, "address": "::1"}
                | values,
            )
        )

    def document_type(self, code):
        return self.env["brokersync.kyc.document.type"].search([("code", "=", code)])

    def new_document(self, code, content=None, user=None, **values):
        """A document of the prospect as `user` (default the broker) uploaded it."""
        documents = self.env["brokersync.kyc.document"].with_user(user or self.broker)
        content = content or files.pdf(code.encode())
        received = documents._receive(
            self.prospect, self.document_type(code), content, f"{code}.pdf", **values
        )
        return received.with_env(self.env)

    def accepted_document(self, code, **values):
        """A document as it is after the review; the one there is already when there is one."""
        kind = self.document_type(code)
        accepted = self.prospect.kyc_document_ids.filtered(
            lambda doc: doc.type_id == kind and doc.review_state == "accepted"
        )
        if not accepted:
            accepted = self.new_document(code, **values)
            accepted.with_user(self.second_officer).action_accept()
        return accepted

    def set_brokers(self, *users):
        self.prospect.broker_ids = [Command.set([user.id for user in users])]


def passport_zone(surname, given, born, expires="361231", number="X12345678"):
    """A passport's machine-readable zone of the invented state UTO with right check digits; dates are YYMMDD."""
    first = f"P<UTO{surname}<<{given}".ljust(44, "<")
    digit = mrz.check_digit
    head = f"{number}{digit(number)}UTO{born}{digit(born)}F{expires}{digit(expires)}{'<' * 14}0"
    composite = digit(head[0:10] + head[13:20] + head[21:43])
    return f"{first}\n{head}{composite}"
