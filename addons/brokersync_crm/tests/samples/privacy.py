def create(case):
    """A request of firm B's client with its outcome, a consent and a legal hold."""
    env = case.env
    request = env["brokersync.privacy.request"].create({"trader_id": case.trader_b.id})
    env["brokersync.privacy.line"].create(
        {"request_id": request.id, "what": "Contact: Name", "outcome": "pseudonymised"}
    )
    env["brokersync.consent"]._decide(case.trader_b, "research", True, "portal")
    env["brokersync.legal.hold"].create({"firm_id": case.firm_b.id, "reason": "Test"})
