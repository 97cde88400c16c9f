from ..aml_common import STRUCTURED, add_movements, find_cases
from ..screening_common import load_table, screen_someone


def create(case):
    load_table(case.env)
    hit = screen_someone(case.env, case.firm_b)
    case.env["brokersync.screening.decision"].with_user(case.compliance_officer).create(
        {"hit_id": hit.id, "verdict": "false_positive", "reason": "Another date of birth."}
    )
    add_movements(case.env, case.firm_b, *STRUCTURED)
    find_cases(case.env, case.firm_b).with_user(case.compliance_officer).action_triage()
    case.env["brokersync.registry.lookup"].sudo().create(
        {"firm_id": case.firm_b.id, "country_code": "DE", "number": "136695976"}
    )
