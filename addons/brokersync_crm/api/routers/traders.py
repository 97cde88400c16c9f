"""The people of a client firm."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Security
from pydantic import Field, StringConstraints

from odoo.api import Environment
from odoo.fields import Domain

from ...const import PERMISSIONS
from .. import etag, records
from ..call import current_call
from ..caller import caller_env
from ..etag import IfMatch, IfNoneMatch
from ..idempotency import IdempotencyKey, once
from ..paging import Page, PageQuery, page
from ..schema import Email, Flag, Id, Line, Schema, Stamp, UrlId, Word

router = APIRouter(prefix="/firms/{firm_id}/traders", tags=["traders"])

Reader = Annotated[Environment, Security(caller_env, scopes=["traders:read"])]
Writer = Annotated[Environment, Security(caller_env, scopes=["traders:write"])]

Role = Literal[
    "portfolio_manager", "trader", "analyst", "operations", "compliance", "administrator"
]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]{0,35}$")]


class Permissions(Schema):
    """What a person may do for the firm. Left out: as the role has it."""

    view: bool | None = None
    trade: bool | None = None
    withdraw: bool | None = None
    approve: bool | None = None
    report: bool | None = None
    administer: bool | None = None


class TraderData(Schema):
    """What is written of a person."""

    name: Line = Field(examples=["Ingrid Solberg"])
    email: Email | None = Field(None, examples=["ingrid@nordic.example"])
    phone: Word | None = None
    role: Role = "trader"
    permissions: Permissions = Permissions()


class NewTrader(TraderData):
    """A person to add."""

    code: Code | None = Field(None, description="Numbered when left out.")


class TraderPatch(TraderData):
    """The fields to change; what is left out stays."""

    name: Line = None
    role: Role = None
    permissions: Permissions = None


class Trader(TraderData):
    """A person of a client firm."""

    id: Id
    firm_id: Id
    code: Code
    active: bool = Field(description="False when archived.")
    has_login: bool = Field(description="Whether the person can use the portal.")
    created_at: Stamp
    updated_at: Stamp

    @classmethod
    def of(cls, trader):
        return cls(
            id=trader.id,
            firm_id=trader.firm_id.id,
            code=trader.code,
            name=trader.name,
            email=trader.email or None,
            phone=trader.phone or None,
            role=trader.role,
            permissions=Permissions(**{name: trader[f"can_{name}"] for name in PERMISSIONS}),
            active=trader.active,
            has_login=bool(trader.sudo().user_id),
            created_at=trader.create_date,
            updated_at=records.changed_at(trader, trader.partner_id),
        )


class TraderQuery(PageQuery):
    """Which people to list."""

    role: Role | None = None
    name: Line | None = Field(None, description="Part of the name.")
    archived: Flag = Field(False, description="The archived ones instead.")
    sort: Literal["id", "-id", "code", "-code"] = "id"


@router.get("", summary="List the people of a firm")
def list_traders(
    env: Reader, firm_id: UrlId, query: Annotated[TraderQuery, Query()]
) -> Page[Trader]:
    _firm(env, firm_id)
    domain = Domain("firm_id", "=", firm_id) & Domain("active", "=", not query.archived)
    if query.role:
        domain &= Domain("role", "=", query.role)
    if query.name:
        domain &= Domain("name", "ilike", query.name)
    return page(env["brokersync.trader"], domain, query, Trader.of, sort=query.sort)


@router.post("", status_code=201, summary="Add a person")
def add_trader(
    env: Writer, firm_id: UrlId, trader: NewTrader, key: IdempotencyKey = None
) -> Trader:
    """The person gets no login; the portal invitation is the firm's or the broker's to send."""
    firm = _firm(env, firm_id)
    values = _values(trader) | {"firm_id": firm.id}
    record = once(env, key, lambda: env["brokersync.trader"].create(values))
    current_call.get().headers["Location"] = f"/api/v1/firms/{firm.id}/traders/{record.id}"
    return etag.tagged(Trader.of(record))


@router.get("/{trader_id}", summary="One person")
def get_trader(
    env: Reader, firm_id: UrlId, trader_id: UrlId, if_none_match: IfNoneMatch = None
) -> Trader:
    return etag.tagged(Trader.of(_find(env, firm_id, trader_id)), if_none_match)


@router.put("/{trader_id}", summary="Replace the data of a person")
def replace_trader(
    env: Writer, firm_id: UrlId, trader_id: UrlId, trader: TraderData, if_match: IfMatch = None
) -> Trader:
    return _write(env, firm_id, trader_id, if_match, trader)


@router.patch("/{trader_id}", summary="Change some data of a person")
def change_trader(
    env: Writer, firm_id: UrlId, trader_id: UrlId, changes: TraderPatch, if_match: IfMatch = None
) -> Trader:
    return _write(env, firm_id, trader_id, if_match, changes)


@router.delete("/{trader_id}", status_code=204, summary="Archive a person")
def archive_trader(env: Writer, firm_id: UrlId, trader_id: UrlId, if_match: IfMatch = None) -> None:
    """Login, sessions, keys and tokens of the person end at once."""
    trader = _find(env, firm_id, trader_id)
    etag.allow(if_match, Trader.of(trader))
    trader.check_access("write")
    trader.action_archive()


def _firm(env, firm_id):
    return records.find(env, "brokersync.firm", firm_id, "firm")


def _find(env, firm_id, trader_id):
    return records.find(env, "brokersync.trader", trader_id, "trader", [("firm_id", "=", firm_id)])


def _write(env, firm_id, trader_id, if_match, data):
    trader = _find(env, firm_id, trader_id)
    etag.require(if_match, Trader.of(trader))
    trader.write(_values(data))
    return etag.tagged(Trader.of(trader))


def _values(data):
    """Values to write; a permission that was left out follows the role."""
    values = data.model_dump(exclude_unset=isinstance(data, TraderPatch))
    permissions = values.pop("permissions", None) or {}
    if values.get("code", ...) is None:
        del values["code"]
    values = {name: False if value is None else value for name, value in values.items()}
    return values | {
        f"can_{name}": value for name, value in permissions.items() if value is not None
    }
