"""The resources, one module each."""

from . import firms, traders, users

ROUTERS = (firms.router, traders.router, users.router)
