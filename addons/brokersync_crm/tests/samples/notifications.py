def create(case):
    """A webhook of firm B, told of something together with its client, who is told by e-mail as well."""
    event = case.env.ref("brokersync_crm.event_test")
    case.env["brokersync.webhook"].create(
        {
            "firm_id": case.firm_b.id,
            "name": "Back office",
            "url": "https://beta.example/hook",
            "event_ids": event.ids,
        }
    )
    case.env["brokersync.notification"]._notify(
        "account.test", case.firm_b, title="Test", record=case.firm_b
    )
