"""The resources, one module each."""

from . import communications, firms, interactions, oauth, traders, users

ROUTERS = (
    firms.router,
    traders.router,
    interactions.router,
    communications.router,
    users.router,
    oauth.router,
)
