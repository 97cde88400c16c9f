from . import market, portal, portal_market, portal_ticket, token
