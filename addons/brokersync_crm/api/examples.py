"""One example of each thing the API takes and gives, for the reference. A test holds each against its schema."""

_BROKER = {"id": 8, "name": "Clara Jansen"}
_FIRM_DATA = {
    "code": "NORDGRAIN",
    "name": "Nordic Grain Trading AS",
    "lei": "5493001KJTIIGC8Y1R12",
    "jurisdiction": "NO",
    "email": "office@nordgrain.example",
    "phone": "+47 21 55 01 20",
    "street": "Fred. Olsens gate 1",
    "city": "Oslo",
    "zip": "0152",
    "country": "NO",
}
_FIRM = _FIRM_DATA | {
    "id": 1,
    "account_status": "active",
    "active": True,
    "brokers": [_BROKER],
    "created_at": "2026-01-05T08:00:00Z",
    "updated_at": "2026-03-02T14:31:07Z",
}
_TRADER_DATA = {
    "name": "Ingrid Halvorsen",
    "email": "ingrid@nordgrain.example",
    "phone": "+47 21 55 01 21",
    "role": "portfolio_manager",
    "permissions": {"approve": True},
}
_TRADER = _TRADER_DATA | {
    "permissions": {
        "view": True,
        "trade": True,
        "withdraw": False,
        "approve": True,
        "report": True,
        "administer": False,
    },
    "id": 1,
    "firm_id": 1,
    "code": "NORDGRAIN-1",
    "active": True,
    "has_login": True,
    "created_at": "2026-01-05T08:10:00Z",
    "updated_at": "2026-01-05T08:10:00Z",
}
_NEW_INTERACTION = {
    "trader_id": 1,
    "type": "call",
    "outcome": "order",
    "date": "2026-03-02T10:15:00+01:00",
    "duration": 4,
    "subject": "May wheat",
    "notes": "Wants two lots below 212.",
}
_INTERACTION = _NEW_INTERACTION | {
    "id": 31,
    "firm_id": 1,
    "broker": _BROKER,
    "date": "2026-03-02T09:15:00Z",
    "state": "open",
    "created_at": "2026-03-02T09:20:41Z",
}
_NEW_COMMUNICATION = {
    "trader_id": 1,
    "channel": "email",
    "subject": "March allocation",
    "body": "Your allocation for March is confirmed.",
}
_COMMUNICATION = _NEW_COMMUNICATION | {
    "id": 72,
    "firm_id": 1,
    "broker": _BROKER,
    "direction": "out",
    "automatic": False,
    "sent_at": "2026-03-02T09:21:05Z",
    "state": "sent",
}
_NEW_USER = {"name": "Bo Broker", "email": "bo@brokerage.example", "roles": ["broker"]}
_USER = {
    "id": 9,
    "name": "Bo Broker",
    "login": "bo@brokerage.example",
    "email": "bo@brokerage.example",
    "roles": ["broker"],
    "firm_id": None,
    "trader_id": None,
    "active": True,
    "created_at": "2026-03-02T09:00:00Z",
}


def _page(item):
    return {"items": [item], "next": "WzEsMV0", "total": 240}


EXAMPLES = {
    "FirmData": _FIRM_DATA,
    "FirmPatch": {"phone": "+47 21 55 01 99"},
    "Firm": _FIRM,
    "Page_Firm_": _page(_FIRM),
    "TraderData": _TRADER_DATA,
    "NewTrader": _TRADER_DATA,
    "TraderPatch": {"role": "analyst"},
    "Trader": _TRADER,
    "Page_Trader_": _page(_TRADER),
    "NewInteraction": _NEW_INTERACTION,
    "Interaction": _INTERACTION,
    "Page_Interaction_": _page(_INTERACTION),
    "NewCommunication": _NEW_COMMUNICATION,
    "Communication": _COMMUNICATION,
    "Page_Communication_": _page(_COMMUNICATION),
    "NewUser": _NEW_USER,
    "User": _USER,
    "Page_User_": _page(_USER),
    "Me": _USER | {"permissions": ["view", "trade"], "scopes": ["firms:read", "traders:read"]},
    "TokenForm": {"grant_type": "client_credentials", "scope": "firms:read"},
    "TokenOnlyForm": {"token": "9f0c…"},
    "TokenAnswer": {
        "access_token": "eyJhbGciOi…",
        "token_type": "Bearer",
        "expires_in": 600,
        "scope": "firms:read",
    },
    "TokenState": {"active": True, "scope": "firms:read", "client_id": "bs-1c22", "sub": "8"},
    "OAuthError": {
        "error": "invalid_client",
        "error_description": "Unknown client, or its secret is wrong.",
    },
}
"""By name of the schema."""
