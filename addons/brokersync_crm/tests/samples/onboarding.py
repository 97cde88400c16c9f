from ..document_files import PDF


def create(case):
    firm = case.firm_b
    case.env["brokersync.onboarding"].create({"firm_id": firm.id})
    case.env["brokersync.beneficial.owner"].create(
        {"firm_id": firm.id, "name": "Olga Owner", "share": 60}
    )
    case.env["brokersync.kyc.document"]._receive(
        firm, case.env.ref("brokersync_crm.document_type_articles"), PDF, "articles.pdf"
    )
