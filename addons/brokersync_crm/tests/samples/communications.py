def create(case):
    """A message of firm B and its delivery, in a conversation."""
    message = case.env["brokersync.communication"]._log(
        "sms",
        "out",
        firm=case.firm_b,
        trader=case.trader_b,
        broker=case.compliance_officer,
        body="B",
    )
    message._note("sent")
