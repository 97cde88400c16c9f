"""What was discussed with clients."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Security
from pydantic import Field, StringConstraints, model_validator

from odoo.api import Environment
from odoo.fields import Domain
from odoo.tools import html2plaintext, plaintext2html

from .. import etag, records
from ..call import current_call
from ..caller import caller_env
from ..etag import IfNoneMatch
from ..idempotency import IdempotencyKey, once
from ..paging import Page, PageQuery, page
from ..schema import Id, Line, Moment, Note, Schema, Stamp, UrlId

router = APIRouter(tags=["interactions"])

Reader = Annotated[Environment, Security(caller_env, scopes=["interactions:read"])]
Writer = Annotated[Environment, Security(caller_env, scopes=["interactions:write"])]

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,30}$")]
Minutes = Annotated[int, Field(ge=0, le=24 * 60)]


class NewInteraction(Schema):
    """An interaction to record. Types and outcomes are the codes configured in BrokerSync."""

    firm_id: Id | None = Field(None, description="Follows from the trader when left out.")
    trader_id: Id | None = None
    type: Code = Field(examples=["call"])
    outcome: Code = Field(examples=["order"])
    date: Moment | None = Field(None, description="Now when left out.")
    duration: Minutes = Field(0, description="Minutes.")
    subject: Annotated[Line, StringConstraints(max_length=200)] | None = None
    notes: Note | None = None

    @model_validator(mode="after")
    def _with_whom(self):
        if self.firm_id is None and self.trader_id is None:
            raise ValueError("name the trader or the firm")
        return self


class Interaction(Schema):
    """A recorded interaction."""

    id: Id
    firm_id: Id
    trader_id: Id | None
    broker: records.Person
    type: str
    outcome: str
    date: Stamp
    duration: Minutes
    subject: str | None
    notes: str | None
    state: Literal["open", "locked"] = Field(description="A locked one never changes again.")
    created_at: Stamp

    @classmethod
    def of(cls, interaction):
        return cls(
            id=interaction.id,
            firm_id=interaction.firm_id.id,
            trader_id=interaction.trader_id.id or None,
            broker=records.Person(id=interaction.broker_id.id, name=interaction.broker_id.name),
            type=interaction.type_id.code,
            outcome=interaction.outcome_id.code,
            date=interaction.date,
            duration=interaction.duration,
            subject=interaction.subject or None,
            notes=html2plaintext(interaction.notes or "") or None,
            state=interaction.state,
            created_at=interaction.create_date,
        )


class InteractionQuery(PageQuery):
    """Which interactions to list."""

    type: Code | None = None
    outcome: Code | None = None
    since: Moment | None = Field(None, description="Not before this time.")
    until: Moment | None = Field(None, description="Before this time.")
    sort: Literal["date", "-date", "id", "-id"] = "-date"


@router.post("/interactions", status_code=201, summary="Record an interaction")
def add_interaction(
    env: Writer, interaction: NewInteraction, key: IdempotencyKey = None
) -> Interaction:
    record = once(env, key, lambda: env["brokersync.interaction"].create(_values(env, interaction)))
    current_call.get().headers["Location"] = f"/api/v1/interactions/{record.id}"
    return etag.tagged(Interaction.of(record))


@router.get("/interactions/{interaction_id}", summary="One interaction")
def get_interaction(
    env: Reader, interaction_id: UrlId, if_none_match: IfNoneMatch = None
) -> Interaction:
    record = records.find(env, "brokersync.interaction", interaction_id, "interaction")
    return etag.tagged(Interaction.of(record), if_none_match)


@router.get("/traders/{trader_id}/interactions", summary="Interactions with a person")
def list_interactions(
    env: Reader, trader_id: UrlId, query: Annotated[InteractionQuery, Query()]
) -> Page[Interaction]:
    interactions = env["brokersync.interaction"]
    interactions.check_access("read")
    records.find(env, "brokersync.trader", trader_id, "trader")
    domain = Domain("trader_id", "=", trader_id)
    if query.type:
        domain &= Domain("type_id.code", "=", query.type)
    if query.outcome:
        domain &= Domain("outcome_id.code", "=", query.outcome)
    if query.since:
        domain &= Domain("date", ">=", query.since)
    if query.until:
        domain &= Domain("date", "<", query.until)
    return page(interactions, domain, query, Interaction.of, sort=query.sort)


def _values(env, data):
    values = data.model_dump(exclude={"type", "outcome", "notes"}, exclude_none=True)
    if data.firm_id:
        records.find(env, "brokersync.firm", data.firm_id, "firm")
    if data.trader_id:
        records.find(env, "brokersync.trader", data.trader_id, "trader")
    values["type_id"] = records.by_code(env, "brokersync.interaction.type", data.type, "/type")
    values["outcome_id"] = records.by_code(
        env, "brokersync.interaction.outcome", data.outcome, "/outcome"
    )
    return values | ({"notes": plaintext2html(data.notes)} if data.notes else {})
