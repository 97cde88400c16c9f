"""The register of personal fields of this addon's models: class of each field, and the rule behind what is kept.

`res.partner` and `res.users` declare theirs with the rest of what BrokerSync adds to them.
"""

from odoo import models

MIFID_COMMUNICATIONS = (
    "Records of communications: MiFID II art. 16(7), seven years at a supervisor's request"
)
MIFID_RECORDS = (
    "Records of services and transactions: MiFID II art. 16(6), CFTC 17 CFR 1.31 (five years)"
)
AML_RECORDS = "Customer due diligence: AMLD art. 40, five years after the relationship"
SECURITY = "Proof of access: GDPR art. 32, MiFID II art. 16(5)"
FIVE_YEARS = 1826
SEVEN_YEARS = 2557


class Communication(models.Model):
    _inherit = "brokersync.communication"

    _personal_fields = {"subject": "keep", "body": "keep"}
    _personal_basis = MIFID_COMMUNICATIONS
    _personal_keep_days = SEVEN_YEARS


class Interaction(models.Model):
    _inherit = "brokersync.interaction"

    _personal_fields = {"subject": "keep", "notes": "keep"}
    _personal_basis = MIFID_COMMUNICATIONS
    _personal_keep_days = SEVEN_YEARS


class BeneficialOwner(models.Model):
    _inherit = "brokersync.beneficial.owner"

    _personal_fields = {
        "name": "keep",
        "birth_date": "keep",
        "address": "keep",
        "national_id": "keep",
    }
    _personal_basis = AML_RECORDS
    _personal_keep_days = FIVE_YEARS
    _personal_after_relationship = True


class KycDocument(models.Model):
    _inherit = "brokersync.kyc.document"

    _personal_fields = {"name": "keep", "mrz_message": "keep"}
    _personal_basis = AML_RECORDS
    _personal_keep_days = FIVE_YEARS
    _personal_after_relationship = True


class SuitabilityAssessment(models.Model):
    _inherit = "brokersync.suitability.assessment"

    _personal_fields = {"given_by": "keep", "note": "keep"}
    _personal_basis = MIFID_RECORDS
    _personal_keep_days = FIVE_YEARS


class Agreement(models.Model):
    _inherit = "brokersync.agreement"

    _personal_fields = {"signer": "keep", "address": "keep", "body": "keep"}
    _personal_basis = MIFID_RECORDS
    _personal_keep_days = FIVE_YEARS


class AmlTransaction(models.Model):
    _inherit = "brokersync.aml.transaction"

    _personal_fields = {"counterparty": "keep"}
    _personal_basis = AML_RECORDS
    _personal_keep_days = FIVE_YEARS
    _personal_after_relationship = True


class Screening(models.Model):
    _inherit = "brokersync.screening"

    _personal_fields = dict.fromkeys(("subject", "names", "identity", "birth_date"), "keep")
    _personal_basis = AML_RECORDS
    _personal_keep_days = FIVE_YEARS
    _personal_after_relationship = True


class ScreeningHit(models.Model):
    _inherit = "brokersync.screening.hit"

    _personal_fields = {"subject": "keep", "listed_name": "keep"}
    _personal_basis = AML_RECORDS
    _personal_keep_days = FIVE_YEARS
    _personal_after_relationship = True


class SecurityEvent(models.Model):
    _inherit = "brokersync.security.event"

    _personal_fields = {"login": "keep", "address": "keep", "user_agent": "keep"}
    _personal_basis = SECURITY
    _personal_keep_days = 730


class Audit(models.Model):
    _inherit = "brokersync.audit"

    _personal_fields = {"address": "keep"}
    _personal_basis = MIFID_RECORDS
    _personal_keep_days = SEVEN_YEARS


class Notification(models.Model):
    _inherit = "brokersync.notification"

    _personal_fields = {"title": "erase", "body": "erase"}
    _personal_erase_rows = True


class RecoveryCode(models.Model):
    _inherit = "brokersync.recovery.code"

    _personal_fields = {"code_hash": "erase"}
    _personal_erase_rows = True


class PhoneProof(models.Model):
    _inherit = "brokersync.phone.proof"

    _personal_fields = {"number": "erase", "code_hash": "erase"}
    _personal_erase_rows = True


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    _personal_fields = {"partner_name": "pseudonymise", "partner_email": "erase"}
