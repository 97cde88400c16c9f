"""Users: who am I, and for administrators who is there."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Security
from pydantic import Field

from odoo import Command
from odoo.api import Environment
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .. import etag, records
from ..call import current_call
from ..caller import caller_env
from ..idempotency import IdempotencyKey, once
from ..paging import Page, PageQuery, page
from ..schema import Email, Flag, Id, Line, Schema, Stamp, UrlId

router = APIRouter(prefix="/users", tags=["users"])

Anyone = Annotated[Environment, Security(caller_env)]
Reader = Annotated[Environment, Security(caller_env, scopes=["users:read"])]
Writer = Annotated[Environment, Security(caller_env, scopes=["users:write"])]

StaffRole = Literal["broker", "risk_officer", "compliance_officer", "administrator"]
STAFF_ROLES = ("broker", "risk_officer", "compliance_officer", "administrator")


class NewUser(Schema):
    """A member of staff to add. Clients' people are added as traders."""

    name: Line = Field(examples=["Bo Broker"])
    email: Email = Field(description="Also the login.", examples=["bo@brokerage.example"])
    roles: list[StaffRole] = Field(min_length=1, max_length=4, examples=[["broker"]])


class User(Schema):
    """A user."""

    id: Id
    name: Line
    login: Line
    email: str | None
    roles: list[Literal[*STAFF_ROLES, "trader"]]
    firm_id: Id | None = Field(description="A client's firm; empty for staff.")
    trader_id: Id | None = Field(description="A client's person; empty for staff.")
    active: bool
    created_at: Stamp

    @classmethod
    def of(cls, user):
        return cls(**_of(user))


class Me(User):
    """The user behind the key or token."""

    permissions: list[str] = Field(description="What the user may do for the firm.")
    scopes: list[str] = Field(description="What this key or token may be used for.")


class UserQuery(PageQuery):
    """Which users to list."""

    login: Line | None = None
    archived: Flag = Field(False, description="The archived ones instead.")
    sort: Literal["id", "-id", "login", "-login"] = "id"


@router.get("/me", summary="Who am I")
def get_me(env: Anyone) -> Me:
    user = env.user
    return Me(
        **_of(user.sudo()),
        permissions=list(user._brokersync_permissions()),
        scopes=sorted(current_call.get().caller.scopes),
    )


@router.get("", summary="List users")
def list_users(env: Reader, query: Annotated[UserQuery, Query()]) -> Page[User]:
    """For administrators and compliance officers."""
    _require_oversight(env)
    groups = [env.ref(f"brokersync_crm.group_{role}").id for role in (*STAFF_ROLES, "trader")]
    domain = Domain("all_group_ids", "in", groups) & Domain("active", "=", not query.archived)
    if query.login:
        domain &= Domain("login", "=", query.login)
    return page(env["res.users"], domain, query, User.of, sort=query.sort)


@router.post("", status_code=201, summary="Add a member of staff")
def add_user(env: Writer, user: NewUser, key: IdempotencyKey = None) -> User:
    """For administrators who may manage users. The user chooses a password by the link in the invitation."""
    if not env.user.has_group("brokersync_crm.group_administrator"):
        raise AccessError(env._("Only administrators add users."))
    values = {
        "name": user.name,
        "login": user.email.lower(),
        "email": user.email,
        "group_ids": [
            Command.link(env.ref(f"brokersync_crm.group_{role}").id) for role in user.roles
        ],
    }
    record = once(env, key, lambda: env["res.users"].create(values))
    current_call.get().headers["Location"] = f"/api/v1/users/{record.id}"
    return etag.tagged(User.of(record))


@router.get("/{user_id}", summary="One user")
def get_user(env: Reader, user_id: UrlId, if_none_match: etag.IfNoneMatch = None) -> User:
    """For administrators and compliance officers."""
    _require_oversight(env)
    return etag.tagged(User.of(records.find(env, "res.users", user_id, "user")), if_none_match)


def _require_oversight(env):
    if not env.user.has_group("brokersync_crm.group_compliance_officer"):
        raise AccessError(env._("Only administrators and compliance officers list users."))


def _of(user):
    trader = user.sudo().brokersync_trader_id
    roles = [
        role for role in (*STAFF_ROLES, "trader") if user.has_group(f"brokersync_crm.group_{role}")
    ]
    return {
        "id": user.id,
        "name": user.name,
        "login": user.login,
        "email": user.email or None,
        "roles": roles,
        "firm_id": trader.firm_id.id or None,
        "trader_id": trader.id or None,
        "active": user.active,
        "created_at": user.create_date,
    }
