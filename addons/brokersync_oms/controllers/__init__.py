from . import interaction_record, market, portal, portal_market, portal_ticket, token
