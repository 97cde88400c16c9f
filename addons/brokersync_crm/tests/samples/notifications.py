def create(case):
    """One notification of firm B's client, on its way by e-mail."""
    case.env["brokersync.notification"]._notify(
        "account.test", case.client_b, title="Test", record=case.firm_b
    )
