import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..kyc.choices import CLIENT_KIND, EXPECTED_VOLUME
from ..kyc.steps import CLOSED, ORDER

COMPANY_TEXTS = (
    "legal_form",
    "registration_number",
    "business_purpose",
    "source_of_funds",
    "pep_details",
    "street",
    "zip",
    "city",
)
EDITABLE_UNTIL = ORDER.index("screening")
CLIENT_STEPS = ("application", "identity", "documents", "suitability", "agreements")
RECORD_ID = re.compile(r"[0-9]{1,9}")


class BrokersyncOnboarding(models.Model):
    """What a client does to the own firm's onboarding in the portal.

    Clients have no right to the model. Each method here looks the onboarding up by the user's own firm, checks the
    permission, takes named values only and then works in sudo; what reviewers think is not among what it gives back.
    """

    _inherit = "brokersync.onboarding"

    @api.model
    def _for_client(self, permission="view"):
        """The own firm's onboarding, in sudo: the open one, else the last, else empty.

        :raise AccessError: the user has not the permission
        """
        user = self.env.user
        user._brokersync_require(permission)
        firm = user.brokersync_firm_id
        found = self.sudo().search([("firm_id", "=", firm.id)], order="id desc") if firm else self
        return (found.filtered(lambda record: record.state not in CLOSED) or found)[:1]

    def _client_may_edit(self):
        """Whether company data and owners may still change: until they are screened."""
        return self.state in ORDER and ORDER.index(self.state) < EDITABLE_UNTIL

    def _client_tasks(self):
        """The client's part: list of (code, title, what is missing); an empty list of missing texts is done."""
        self.ensure_one()
        return [
            ("company", self.env._("Company data"), self.firm_id._missing_identification()),
            ("owners", self.env._("Beneficial owners"), self._missing_owners()),
            (
                "documents",
                self.env._("Documents"),
                self._missing_documents(("waiting", "accepted")),
            ),
            ("suitability", self.env._("Questionnaire"), self._missing("suitability")),
            ("agreements", self.env._("Agreements"), self._missing("agreements")),
        ]

    def _client_advance(self):
        """Complete the steps that are the client's and have everything they need."""
        while self.state in CLIENT_STEPS and not self._missing(self.state):
            self._complete()

    def _client_change(self):
        """The onboarding to change, with `administer` checked.

        :raise UserError: there is none, or it is closed
        """
        onboarding = self._for_client("administer")
        if not onboarding or onboarding.state in CLOSED:
            raise UserError(self.env._("Your firm has no open application."))
        return onboarding

    @api.model
    def _client_save_company(self, form):
        """Keep the company data of the page; unknown names in `form` are not looked at."""
        onboarding = self._client_change()
        if not onboarding._client_may_edit():
            raise UserError(
                self.env._("Your data is being reviewed. Ask your broker to change it.")
            )
        values = {name: (form.get(name) or "").strip() or False for name in COMPANY_TEXTS}
        values["client_kind"] = self._choice(form, "client_kind", CLIENT_KIND)
        values["expected_volume"] = self._choice(form, "expected_volume", EXPECTED_VOLUME)
        values["incorporation_date"] = self._day(form.get("incorporation_date"))
        values["country_id"] = self._country(form.get("country_id"))
        values["jurisdiction_id"] = self._country(form.get("jurisdiction_id"))
        values["pep"] = form.get("pep") == "yes"
        onboarding.firm_id.write(values)
        onboarding._client_advance()

    @api.model
    def _client_add_owner(self, form):
        onboarding = self._client_change()
        if not onboarding._client_may_edit():
            raise UserError(
                self.env._("Your data is being reviewed. Ask your broker to change it.")
            )
        name = (form.get("name") or "").strip()
        if not name:
            raise UserError(self.env._("Give the full name."))
        control = self.env["brokersync.beneficial.owner"]._fields["control"].selection
        try:
            share = float((form.get("share") or "0").replace(",", "."))
        except ValueError as error:
            raise UserError(self.env._("The share is a number, such as 33.5.")) from error
        self.env["brokersync.beneficial.owner"].sudo().create(
            {
                "firm_id": onboarding.firm_id.id,
                "name": name,
                "share": share,
                "control": self._choice(form, "control", control),
                "birth_date": self._day(form.get("birth_date")),
                "country_id": self._country(form.get("country_id")),
                "nationality_id": self._country(form.get("nationality_id")),
                "national_id": (form.get("national_id") or "").strip() or False,
                "pep": form.get("pep") == "yes",
            }
        )
        onboarding._client_advance()

    @api.model
    def _client_remove_owner(self, owner_id):
        """Take an owner off the list; the record stays, archived."""
        onboarding = self._client_change()
        if not onboarding._client_may_edit():
            raise UserError(
                self.env._("Your data is being reviewed. Ask your broker to change it.")
            )
        onboarding.firm_id.owner_ids.filtered(lambda owner: owner.id == owner_id).active = False

    @api.model
    def _client_upload(self, form, content, filename):
        """Take a document for the own firm; also after the admission, when one has expired."""
        onboarding = self._for_client("administer")
        if not onboarding:
            raise UserError(self.env._("Your firm has no application."))
        kinds = self.env["brokersync.kyc.document.type"].sudo().search(Domain.TRUE)
        kind = kinds.filtered(lambda record: str(record.id) == form.get("type_id"))
        if not kind:
            raise UserError(self.env._("Choose the kind of document."))
        owner = onboarding.firm_id.owner_ids.filtered(
            lambda record: str(record.id) == form.get("owner_id")
        )
        if kind.per_owner and not owner:
            raise UserError(self.env._("Choose whose document it is."))
        mrz = (form.get("mrz") or "").replace("\r\n", "\n").strip()
        document = self.env["brokersync.kyc.document"]._receive(
            onboarding.firm_id,
            kind,
            content,
            filename,
            owner=owner if kind.per_owner else None,
            expiry_date=self._day(form.get("expiry_date")),
            mrz=mrz or False,
        )
        if onboarding.state not in CLOSED:
            onboarding._client_advance()
        return document

    @api.model
    def _client_answer(self, form):
        """Submit the questionnaire: `q_<question id>` holds the id of the chosen answer.

        :return: the result; `warning` without `warned=yes` in the form keeps nothing, so that the client reads it first
        """
        onboarding = self._client_change()
        questionnaire = self._client_questionnaire()
        options = self.env["brokersync.suitability.option"].sudo()
        for question in questionnaire.question_ids:
            chosen = form.get(f"q_{question.id}")
            options |= question.option_ids.filtered(lambda option, c=chosen: str(option.id) == c)
        assessments = self.env["brokersync.suitability.assessment"].sudo()
        result = assessments._judge(questionnaire, options)
        warned = form.get("warned") == "yes"
        if result == "warning" and not warned:
            return result
        assessments._submit(
            onboarding, questionnaire, options, warned=warned and result == "warning"
        )
        onboarding._client_advance()
        return result

    @api.model
    def _client_questionnaire(self):
        return (
            self.env["brokersync.suitability.questionnaire"]
            .sudo()
            .search([("state", "=", "in_force")], limit=1)
        )

    @api.model
    def _client_sign(self, template_id, signer, sha256, address):
        """Sign a text for the own firm."""
        onboarding = self._client_change()
        agreements = self.env["brokersync.agreement"]
        template = agreements._missing_for(onboarding.firm_id).filtered(
            lambda record: record.id == template_id
        )
        agreements._sign(onboarding.firm_id, template, signer, sha256, address)
        onboarding._client_advance()

    def _choice(self, form, name, choices):
        value = form.get(name)
        if value not in dict(choices):
            raise UserError(self.env._("Choose one of the answers (%s).", name))
        return value

    def _day(self, text):
        try:
            return fields.Date.to_date((text or "").strip() or False) or False
        except ValueError as error:
            raise UserError(self.env._("“%s” is not a date.", text[:20])) from error

    def _country(self, text):
        if not RECORD_ID.fullmatch(text or ""):
            return False
        return self.env["res.country"].search([("id", "=", int(text))]).id
