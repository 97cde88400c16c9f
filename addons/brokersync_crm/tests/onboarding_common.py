from odoo import Command

from ..kyc.steps import ORDER
from .common import BrokersyncCommon

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
    """A prospect firm of `broker` with all company data and one owner, and its onboarding."""

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
        cls.onboarding = (
            cls.env["brokersync.onboarding"]
            .with_user(cls.broker)
            .create({"firm_id": cls.prospect.id})
        )

    def bring_to(self, state):
        """Complete the steps up to `state`, each as somebody who may."""
        self.complete_everything()
        for step in ORDER[ORDER.index(self.onboarding.state) : ORDER.index(state)]:
            user = self.compliance_officer if step in ("screening", "risk") else self.broker
            self.onboarding.with_user(user).action_next()
        self.assertEqual(self.onboarding.state, state)

    def complete_everything(self):
        """Hook: bring what the steps ask for."""

    def set_brokers(self, *users):
        self.prospect.broker_ids = [Command.set([user.id for user in users])]
