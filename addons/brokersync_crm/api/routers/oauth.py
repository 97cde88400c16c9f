"""Tokens for programs. The page on which people allow a program is /oauth/authorize, outside of the API."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Header
from fastapi.responses import JSONResponse
from pydantic import ConfigDict, Field

from odoo.addons.fastapi.context import odoo_env_ctx

from .. import oauth
from ..call import current_call
from ..schema import Schema

router = APIRouter(prefix="/oauth", tags=["oauth"])

Text = Annotated[str, Field(max_length=2000)]
Authorization = Annotated[str | None, Header(description="Client id and secret, as Basic.")]


class ClientForm(Schema):
    """A client that does not use Basic names itself here. What is not known is ignored (RFC 6749, 3.2)."""

    model_config = ConfigDict(extra="ignore")

    client_id: Text | None = None
    client_secret: Text | None = None


class TokenForm(ClientForm):
    """RFC 6749, 4.1.3, 4.4.2 and 6."""

    grant_type: Text | None = Field(
        None, description="`client_credentials`, `authorization_code` or `refresh_token`."
    )
    scope: Text | None = None
    code: Text | None = None
    redirect_uri: Text | None = None
    code_verifier: Text | None = None
    refresh_token: Text | None = None


class TokenOnlyForm(ClientForm):
    """A token to look at or to end."""

    token: Text
    token_type_hint: Text | None = None


class TokenAnswer(Schema):
    """RFC 6749, 5.1."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int = Field(description="Seconds.")
    scope: str
    refresh_token: str | None = Field(None, description="Good for one use.")


class TokenState(Schema):
    """RFC 7662: nothing but `active` is told of a token that is none, or somebody else's."""

    active: bool
    scope: str | None = None
    client_id: str | None = None
    sub: str | None = None


class OAuthError(Schema):
    """RFC 6749, 5.2."""

    error: str
    error_description: str


ERRORS = {400: {"model": OAuthError}, 401: {"model": OAuthError}}


@router.post("/token", summary="Get tokens", responses=ERRORS, response_model=TokenAnswer)
def get_tokens(form: Annotated[TokenForm, Form()], authorization: Authorization = None):
    client = _client(authorization, form)
    answer = oauth.exchange(client, form.model_dump()) if client else oauth.INVALID_CLIENT
    return _error(answer) if isinstance(answer, oauth.Refusal) else JSONResponse(answer.body())


@router.post("/revoke", summary="End a grant", responses=ERRORS, response_model=None)
def revoke(form: Annotated[TokenOnlyForm, Form()], authorization: Authorization = None):
    """With any of its tokens all of the grant ends (RFC 7009). A token that is none is no error."""
    client = _client(authorization, form)
    if not client:
        return _error(oauth.INVALID_CLIENT)
    if grant := oauth.find_grant(client, form.token):
        grant._revoke("asked")
    return JSONResponse({})


@router.post("/introspect", summary="Is a token good", responses=ERRORS, response_model=TokenState)
def introspect(form: Annotated[TokenOnlyForm, Form()], authorization: Authorization = None):
    client = _client(authorization, form)
    if not client or client.kind == "public":
        return _error(oauth.INVALID_CLIENT)
    if not (grant := oauth.find_grant(client, form.token)):
        return JSONResponse({"active": False})
    return JSONResponse(
        {
            "active": True,
            "scope": grant.scopes,
            "client_id": client.client_id,
            "sub": str(grant.user_id.id),
        }
    )


def _client(authorization, form):
    client_id, secret = oauth.credentials(authorization, form.model_dump())
    return oauth.authenticate(odoo_env_ctx.get(), client_id, secret)


def _error(refusal):
    call = current_call.get()
    if refusal is oauth.INVALID_CLIENT:
        call.failed = True
        call.headers["WWW-Authenticate"] = 'Basic realm="BrokerSync"'
    # Returned and not raised: what the refusal has ended must stay ended.
    return JSONResponse(
        {"error": refusal.error, "error_description": refusal.description},
        status_code=refusal.status,
    )
