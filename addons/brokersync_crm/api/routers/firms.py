"""Client firms."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Security
from pydantic import AfterValidator, Field, StringConstraints
from stdnum import lei as stdnum_lei

from odoo.api import Environment
from odoo.fields import Domain

from .. import etag, records
from ..call import current_call
from ..caller import caller_env
from ..etag import IfMatch, IfNoneMatch
from ..idempotency import IdempotencyKey, once
from ..paging import Page, PageQuery, page
from ..schema import Country, Email, Flag, Id, Line, Moment, Schema, Stamp, UrlId, Word

router = APIRouter(prefix="/firms", tags=["firms"])

Reader = Annotated[Environment, Security(caller_env, scopes=["firms:read"])]
Writer = Annotated[Environment, Security(caller_env, scopes=["firms:write"])]


def _check_digits(lei):
    if not stdnum_lei.is_valid(lei):
        raise ValueError("has wrong check digits (ISO 17442)")
    return lei


Status = Literal["prospect", "active", "suspended", "closed"]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]{0,11}$")]
Lei = Annotated[
    str, StringConstraints(pattern=r"^[A-Z0-9]{18}[0-9]{2}$"), AfterValidator(_check_digits)
]


class FirmData(Schema):
    """What is written of a firm."""

    code: Code = Field(description="Short name on orders and reports.", examples=["NORDIC"])
    name: Line = Field(examples=["Nordic Grain Trading AS"])
    lei: Lei | None = Field(None, description="ISO 17442.", examples=["5493001KJTIIGC8Y1R12"])
    jurisdiction: Country | None = Field(None, examples=["NO"])
    email: Email | None = None
    phone: Word | None = None
    street: Line | None = None
    city: Line | None = None
    zip: Word | None = None
    country: Country | None = Field(None, examples=["NO"])


class FirmPatch(FirmData):
    """The fields to change; what is left out stays."""

    code: Code = None
    name: Line = None
    account_status: Status = Field(
        None, description="prospect → active ⇄ suspended → closed → prospect; others are refused."
    )


class Firm(FirmData):
    """A client firm."""

    id: Id
    account_status: Status
    active: bool = Field(description="False when archived.")
    brokers: list[records.Person]
    created_at: Stamp
    updated_at: Stamp

    @classmethod
    def of(cls, firm):
        # Clients may not read users; of their brokers they get the names.
        brokers = firm.sudo().broker_ids.sorted("id")
        return cls(
            id=firm.id,
            code=firm.code,
            name=firm.name,
            lei=firm.lei or None,
            jurisdiction=firm.jurisdiction_id.code or None,
            email=firm.email or None,
            phone=firm.phone or None,
            street=firm.street or None,
            city=firm.city or None,
            zip=firm.zip or None,
            country=firm.country_id.code or None,
            account_status=firm.account_status,
            active=firm.active,
            brokers=[records.Person(id=broker.id, name=broker.name) for broker in brokers],
            created_at=firm.create_date,
            updated_at=records.changed_at(firm, firm.partner_id),
        )


class FirmQuery(PageQuery):
    """Which firms to list."""

    code: Code | None = None
    lei: Lei | None = None
    name: Line | None = Field(None, description="Part of the name.")
    account_status: Status | None = None
    archived: Flag = Field(False, description="The archived ones instead.")
    updated_since: Moment | None = None
    sort: Literal["id", "-id", "code", "-code"] = "id"


@router.get("", summary="List firms")
def list_firms(env: Reader, query: Annotated[FirmQuery, Query()]) -> Page[Firm]:
    domain = Domain("active", "=", not query.archived)
    for name in "code", "lei", "account_status":
        if (value := getattr(query, name)) is not None:
            domain &= Domain(name, "=", value)
    if query.name:
        domain &= Domain("name", "ilike", query.name)
    if query.updated_since:
        domain &= Domain("write_date", ">=", query.updated_since) | Domain(
            "partner_id.write_date", ">=", query.updated_since
        )
    return page(env["brokersync.firm"], domain, query, Firm.of, sort=query.sort)


@router.post("", status_code=201, summary="Add a firm")
def add_firm(env: Writer, firm: FirmData, key: IdempotencyKey = None) -> Firm:
    record = once(env, key, lambda: env["brokersync.firm"].create(_values(env, firm)))
    current_call.get().headers["Location"] = f"/api/v1/firms/{record.id}"
    return etag.tagged(Firm.of(record))


@router.get("/{firm_id}", summary="One firm")
def get_firm(env: Reader, firm_id: UrlId, if_none_match: IfNoneMatch = None) -> Firm:
    return etag.tagged(Firm.of(_find(env, firm_id)), if_none_match)


@router.put("/{firm_id}", summary="Replace the data of a firm")
def replace_firm(env: Writer, firm_id: UrlId, firm: FirmData, if_match: IfMatch = None) -> Firm:
    return _write(env, firm_id, if_match, firm)


@router.patch("/{firm_id}", summary="Change some data or the status of a firm")
def change_firm(env: Writer, firm_id: UrlId, changes: FirmPatch, if_match: IfMatch = None) -> Firm:
    return _write(env, firm_id, if_match, changes)


@router.delete("/{firm_id}", status_code=204, summary="Archive a firm and its people")
def archive_firm(env: Writer, firm_id: UrlId, if_match: IfMatch = None) -> None:
    """Nothing is lost: the firm is out of the lists, its people can no longer log in."""
    firm = _find(env, firm_id)
    etag.allow(if_match, Firm.of(firm))
    firm.check_access("write")
    firm.action_archive()


def _find(env, firm_id):
    return records.find(env, "brokersync.firm", firm_id, "firm")


def _write(env, firm_id, if_match, data):
    firm = _find(env, firm_id)
    etag.require(if_match, Firm.of(firm))
    firm.write(_values(env, data))
    return etag.tagged(Firm.of(firm))


def _values(env, data):
    """Values to write: all fields of FirmData, of FirmPatch those that were sent."""
    values = data.model_dump(exclude_unset=isinstance(data, FirmPatch))
    for name, field in {"jurisdiction": "jurisdiction_id", "country": "country_id"}.items():
        if name in values:
            values[field] = records.country_id(env, values.pop(name), f"/{name}")
    return {name: False if value is None else value for name, value in values.items()}
