def create(case):
    firm = case.firm_b
    case.env["brokersync.onboarding"].create({"firm_id": firm.id})
    case.env["brokersync.beneficial.owner"].create(
        {"firm_id": firm.id, "name": "Olga Owner", "share": 60}
    )
