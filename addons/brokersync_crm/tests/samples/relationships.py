def create(case):
    """An interaction with the trader of firm B."""
    case.env["brokersync.interaction"].create(
        {
            "trader_id": case.trader_b.id,
            "outcome_id": case.env.ref("brokersync_crm.interaction_outcome_closed").id,
            "notes": "Spoke about the December contract.",
        }
    )
