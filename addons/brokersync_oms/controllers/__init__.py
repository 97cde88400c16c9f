from . import market, portal, portal_market, token
