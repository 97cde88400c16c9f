"""What an API key or a token can be used for. A scope never gives a right the user does not have."""

SCOPES = {
    "firms:read": "See client firms",
    "firms:write": "Add, change and archive client firms",
    "traders:read": "See the people of client firms",
    "traders:write": "Add, change and archive the people of client firms",
    "interactions:read": "See what was discussed with clients",
    "interactions:write": "Record what was discussed with clients",
    "communications:read": "See messages with clients",
    "communications:write": "Send messages to clients",
    "users:read": "See users",
    "users:write": "Add users",
}


def parse(text):
    """Set of the scopes in a text of words; None when one of them is not known."""
    scopes = frozenset((text or "").split())
    return scopes if scopes <= SCOPES.keys() else None


def join(scopes):
    """Scopes as they stand in a token, in a stable order."""
    return " ".join(sorted(scopes))
