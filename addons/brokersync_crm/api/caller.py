"""How a route says who may call it, and gets the environment of the caller."""

from typing import Annotated

from fastapi import Depends
from fastapi.openapi.models import (
    OAuthFlowAuthorizationCode,
    OAuthFlowClientCredentials,
    OAuthFlows,
)
from fastapi.security import HTTPBearer, OAuth2, SecurityScopes

from odoo.addons.fastapi.context import odoo_env_ctx

from .call import current_call
from .problems import Problem
from .scopes import SCOPES

# The two schemes only describe: the dispatcher has read the header before a route is looked for.
_api_key = HTTPBearer(
    scheme_name="apiKey",
    description="An API key of the user's security page, as `Authorization: Bearer <key>`.",
    auto_error=False,
)
_oauth2 = OAuth2(
    scheme_name="oauth2",
    description="Access tokens of at most 15 minutes, for programs.",
    flows=OAuthFlows(
        clientCredentials=OAuthFlowClientCredentials(tokenUrl="/api/v1/oauth/token", scopes=SCOPES),
        authorizationCode=OAuthFlowAuthorizationCode(
            authorizationUrl="/oauth/authorize",
            tokenUrl="/api/v1/oauth/token",
            refreshUrl="/api/v1/oauth/token",
            scopes=SCOPES,
        ),
    ),
    auto_error=False,
)


async def caller_env(
    needed: SecurityScopes,
    _key: Annotated[object, Depends(_api_key)],
    _token: Annotated[object, Depends(_oauth2)],
):
    """Environment of the caller; record rules limit what it reaches.

    :raise Problem: nobody is named (401), or the key or token is for something else (403)
    """
    caller = current_call.get().caller
    if caller is None:
        raise Problem(
            401,
            "unauthenticated",
            "Send an API key or an access token as “Authorization: Bearer …”.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    if missing := sorted(set(needed.scopes) - caller.scopes):
        raise Problem(
            403,
            "insufficient_scope",
            f"This key or token lacks the scope {' '.join(missing)}.",
            headers={
                "WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{" ".join(missing)}"'
            },
        )
    return odoo_env_ctx.get()
