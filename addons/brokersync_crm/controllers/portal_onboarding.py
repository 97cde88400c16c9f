from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import UserError
from odoo.http import request, route

from ..documents.inspect import MAX_BYTES
from ..kyc.choices import CLIENT_KIND, EXPECTED_VOLUME
from .agreement import paper
from .kyc_document import attachment

PAGES = ("company", "owners", "documents", "suitability", "agreements")


class OnboardingPortal(CustomerPortal):
    """The application of the own firm, page by page. The model looks the firm up and decides; see `_for_client`."""

    @route("/my/onboarding", type="http", auth="user", website=True, readonly=True)
    def my_onboarding(self, **kw):
        return self._onboarding_page("overview")

    @route(
        [f"/my/onboarding/{page}" for page in PAGES],
        type="http",
        auth="user",
        website=True,
        readonly=True,
        methods=["GET"],
    )
    def my_onboarding_page(self, **kw):
        return self._onboarding_page(request.httprequest.path.rsplit("/", 1)[-1])

    @route("/my/onboarding/company", type="http", auth="user", website=True, methods=["POST"])
    def my_onboarding_company(self, **form):
        return self._onboarding_act(
            "company", lambda model: model._client_save_company(form), "owners", form
        )

    @route("/my/onboarding/owners", type="http", auth="user", website=True, methods=["POST"])
    def my_onboarding_owner(self, **form):
        return self._onboarding_act(
            "owners", lambda model: model._client_add_owner(form), "owners", form
        )

    @route(
        "/my/onboarding/owners/<int:owner_id>/remove",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def my_onboarding_owner_remove(self, owner_id, **kw):
        return self._onboarding_act(
            "owners", lambda model: model._client_remove_owner(owner_id), "owners"
        )

    @route("/my/onboarding/documents", type="http", auth="user", website=True, methods=["POST"])
    def my_onboarding_document(self, file=None, **form):
        content = file.read(MAX_BYTES + 1) if hasattr(file, "read") else b""
        name = getattr(file, "filename", "")
        return self._onboarding_act(
            "documents",
            lambda model: model._client_upload(form, content, name),
            "documents",
            form,
        )

    @route(
        "/my/onboarding/document/<int:document_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def my_onboarding_download(self, document_id, **kw):
        onboarding = request.env["brokersync.onboarding"]._for_client()
        return attachment(
            onboarding.firm_id.kyc_document_ids.filtered(lambda doc: doc.id == document_id)
        )

    @route(
        "/my/onboarding/agreement/<int:agreement_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def my_onboarding_agreement(self, agreement_id, **kw):
        onboarding = request.env["brokersync.onboarding"]._for_client()
        return paper(
            onboarding.firm_id.agreement_ids.filtered(lambda signed: signed.id == agreement_id)
        )

    @route("/my/onboarding/suitability", type="http", auth="user", website=True, methods=["POST"])
    def my_onboarding_suitability(self, **form):
        results = []
        page = self._onboarding_act(
            "suitability",
            lambda model: results.append(model._client_answer(form)),
            "agreements",
            form,
        )
        if results == ["warning"] and form.get("warned") != "yes":
            return self._onboarding_page("suitability", form=form, warn=True)
        if results == ["unsuitable"]:
            return self._onboarding_page("suitability", form=form)
        return page

    @route("/my/onboarding/agreements", type="http", auth="user", website=True, methods=["POST"])
    def my_onboarding_sign(self, template_id="", signer="", sha256="", **kw):
        template = int(template_id) if template_id.isascii() and template_id.isdigit() else 0
        return self._onboarding_act(
            "agreements",
            lambda model: model._client_sign(
                template, signer, sha256, request.httprequest.remote_addr
            ),
            "agreements",
            {"signer": signer},
        )

    def _onboarding_act(self, page, act, following, form=None):
        """Do it and go to the next page, or show the page again with what was wrong."""
        try:
            with request.env.cr.savepoint():
                act(request.env["brokersync.onboarding"])
        except UserError as error:
            return self._onboarding_page(page, form=form or {}, error=str(error))
        return request.redirect(f"/my/onboarding/{following}")

    def _onboarding_page(self, page, **values):
        user = request.env.user
        onboarding = request.env["brokersync.onboarding"]
        if user._brokersync_may("view"):
            onboarding = onboarding._for_client()
        tasks = onboarding._client_tasks() if onboarding else []
        return request.render(
            f"brokersync_crm.portal_onboarding_{page}",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "onboarding",
                "page": page,
                "onboarding": onboarding,
                "firm": onboarding.firm_id,
                "tasks": tasks,
                "done": sum(not missing for _code, _title, missing in tasks),
                "missing": {code: missing for code, _title, missing in tasks},
                "may_change": user._brokersync_may("administer") if onboarding else False,
                "form": {},
                **(self._onboarding_choices(page, onboarding) if onboarding else {}),
                **values,
            },
        )

    def _onboarding_choices(self, page, onboarding):
        """What the fields of a page offer."""
        env = request.env
        if page in ("company", "owners"):
            return {
                "countries": env["res.country"].sudo().search([]),
                "client_kinds": CLIENT_KIND,
                "volumes": EXPECTED_VOLUME,
                "controls": env["brokersync.beneficial.owner"]._fields["control"].selection,
            }
        if page == "documents":
            return {"kinds": env["brokersync.kyc.document.type"].sudo().search([])}
        if page == "suitability":
            return {
                "questionnaire": onboarding._client_questionnaire(),
                "assessment": onboarding.assessment_ids.sorted("id")[-1:],
            }
        if page == "agreements":
            return {
                "unsigned": env["brokersync.agreement"]._missing_for(onboarding.firm_id),
                "signed": onboarding.firm_id.agreement_ids,
            }
        return {}
