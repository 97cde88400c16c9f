from ..document_files import PDF


def create(case):
    firm = case.firm_b
    onboarding = case.env["brokersync.onboarding"].create({"firm_id": firm.id})
    case.env["brokersync.beneficial.owner"].create(
        {"firm_id": firm.id, "name": "Olga Owner", "share": 60}
    )
    case.env["brokersync.kyc.document"]._receive(
        firm, case.env.ref("brokersync_crm.document_type_articles"), PDF, "articles.pdf"
    )
    onboarding._score()
    questionnaire = case.env.ref("brokersync_crm.questionnaire_1")
    options = case.env["brokersync.suitability.option"]
    for question in questionnaire.question_ids:
        options += question.option_ids[-1]
    case.env["brokersync.suitability.assessment"]._submit(onboarding, questionnaire, options)
    terms = case.env.ref("brokersync_crm.agreement_terms_1")
    case.env["brokersync.agreement"]._sign(firm, terms, "Olga Owner", terms.sha256, "::1")
    case.env["brokersync.kyc.check"].create(
        {
            "owner_id": case.env["brokersync.beneficial.owner"]
            .search([("firm_id", "=", firm.id)], limit=1)
            .id,
            "provider": "onfido",
        }
    )
