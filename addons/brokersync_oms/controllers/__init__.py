from . import (
    interaction_record,
    market,
    portal,
    portal_alert,
    portal_market,
    portal_statement,
    portal_ticket,
    token,
)
