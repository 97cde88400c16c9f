from odoo import api, fields, models
from odoo.exceptions import UserError

from ..kyc.choices import CLIENT_KIND, EXPECTED_VOLUME, RISK_BANDS, STAFF
from ..kyc.steps import CLOSED

IDENTIFICATION = (
    "client_kind",
    "legal_form",
    "registration_number",
    "incorporation_date",
    "business_purpose",
    "source_of_funds",
    "expected_volume",
)
"""What must be known of a firm (customer identification programme), besides name, address and jurisdiction."""


class BrokersyncFirm(models.Model):
    """What must be known of a client, its risk, and the rule that a firm trades only after an approved onboarding."""

    _inherit = "brokersync.firm"

    _system_fields = ("kyc_risk", "kyc_next_review")

    client_kind = fields.Selection(CLIENT_KIND, default="company", tracking=True)
    legal_form = fields.Char("Legal form", size=80, tracking=True, help="Such as AG, Ltd, SA.")
    registration_number = fields.Char(
        "Registration number",
        size=80,
        tracking=True,
        help="Number in the company register of its country.",
    )
    incorporation_date = fields.Date("Incorporated", tracking=True)
    business_purpose = fields.Char("Purpose of the business", size=500, tracking=True)
    source_of_funds = fields.Char("Source of funds", size=500, tracking=True)
    expected_volume = fields.Selection(EXPECTED_VOLUME, "Expected volume", tracking=True)
    pep = fields.Boolean(
        "Politically exposed",
        tracking=True,
        help="An owner, director or close relative of one holds or held a prominent public function.",
    )
    pep_details = fields.Char(size=500, help="Who, which function, since when.")
    kyc_risk = fields.Selection(RISK_BANDS, "KYC risk", readonly=True, copy=False, groups=STAFF)
    kyc_next_review = fields.Date(
        "Next KYC review", readonly=True, copy=False, groups=STAFF, index="btree_not_null"
    )
    owner_ids = fields.One2many(
        "brokersync.beneficial.owner", "firm_id", string="Beneficial owners", groups=STAFF
    )
    kyc_document_ids = fields.One2many(
        "brokersync.kyc.document", "firm_id", string="KYC documents", groups=STAFF
    )
    agreement_ids = fields.One2many(
        "brokersync.agreement", "firm_id", string="Agreements", groups=STAFF
    )
    onboarding_ids = fields.One2many(
        "brokersync.onboarding", "firm_id", string="Onboardings", groups=STAFF
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            default = self.default_get(["account_status"])["account_status"]
            for vals in vals_list:
                self._refuse_admission(vals.get("account_status", default), vals.get("house"))
        return super().create(vals_list)

    def _check_account_status(self, status):
        if not self.env.su:
            for firm in self.filtered(lambda firm: firm.account_status == "prospect"):
                firm._refuse_admission(status, firm.house)
            if status == "active":
                self._refuse_after_rejection()
        return super()._check_account_status(status)

    def _refuse_admission(self, status, house):
        """Raise UserError when a prospect would become a client without the approval of two people."""
        of_the_house = house and self.env.user.has_group("brokersync_crm.group_administrator")
        if status in ("active", "suspended") and not of_the_house:
            raise UserError(
                self.env._(
                    "A firm becomes active when its onboarding is approved by a second person. "
                    "Open its onboarding and complete the steps."
                )
            )

    def _refuse_after_rejection(self):
        """Raise UserError when a firm whose last review was rejected would trade again."""
        for firm in self.sudo().filtered(lambda firm: firm.account_status == "suspended"):
            last = firm.onboarding_ids.sorted("id", reverse=True)[:1]
            if last.kind == "review" and last.state != "approved":
                raise UserError(
                    self.env._("%s is suspended until its review is approved.", firm.display_name)
                )

    def action_onboarding(self):
        """Open the firm's onboarding; begin one when none is open."""
        self.ensure_one()
        onboarding = self.onboarding_ids.filtered(lambda record: record.state not in CLOSED)[:1]
        if not onboarding and self.account_status == "prospect":
            onboarding = self.env["brokersync.onboarding"].create({"firm_id": self.id})
        onboarding = onboarding or self.onboarding_ids[:1]
        if not onboarding:
            raise UserError(
                self.env._("%s was admitted before there were onboardings.", self.display_name)
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "brokersync.onboarding",
            "res_id": onboarding.id,
            "views": [(False, "form")],
            "name": self.env._("Onboarding"),
        }

    def action_documents(self):
        """The firm's documents."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "brokersync_crm.action_brokersync_kyc_document"
        )
        return action | {
            "domain": [("firm_id", "=", self.id)],
            "context": {"default_firm_id": self.id},
        }

    def _missing_identification(self):
        """Labels of what is not known yet, in the order of the form."""
        self.ensure_one()
        missing = [
            self._fields[name]._description_string(self.env)
            for name in IDENTIFICATION
            if not self[name]
        ]
        if not self.jurisdiction_id:
            missing.append(self.env._("Jurisdiction"))
        if not (self.street and self.city and self.country_id):
            missing.append(self.env._("Registered address (street, city, country)"))
        if self.pep and not self.pep_details:
            missing.append(self.env._("Details of the political exposure"))
        return missing
