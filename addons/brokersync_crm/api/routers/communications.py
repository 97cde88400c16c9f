"""Messages to and from clients."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Security
from pydantic import Field

from odoo.api import Environment
from odoo.fields import Domain

from .. import etag, records
from ..call import current_call
from ..caller import caller_env
from ..etag import IfNoneMatch
from ..idempotency import IdempotencyKey, once
from ..paging import Page, PageQuery, page
from ..schema import Id, Line, Moment, Note, Schema, Stamp, UrlId

router = APIRouter(tags=["communications"])

Reader = Annotated[Environment, Security(caller_env, scopes=["communications:read"])]
Writer = Annotated[Environment, Security(caller_env, scopes=["communications:write"])]

Channel = Literal["in_app", "email", "sms", "push", "webhook", "call"]


class NewCommunication(Schema):
    """A message to send: brokers write to traders, a trader writes to the desk (in the app)."""

    trader_id: Id
    channel: Literal["in_app", "email", "sms"] = "in_app"
    subject: Line | None = Field(None, description="Of an e-mail.")
    body: Note = Field(examples=["Your allocation for March is confirmed."])


class Communication(Schema):
    """A message, as the append-only log has it."""

    id: Id
    firm_id: Id
    trader_id: Id | None
    broker: records.Person | None = Field(description="Empty when BrokerSync sent it by itself.")
    channel: Channel
    direction: Literal["in", "out"] = Field(description="`in` comes from the client.")
    automatic: bool
    subject: str | None
    body: str | None
    sent_at: Stamp
    state: Literal["sent", "failed", "delivered", "read"] | None

    @classmethod
    def of(cls, message):
        # Clients may not read users; of their brokers they get the names.
        broker = message.sudo().broker_id
        return cls(
            id=message.id,
            firm_id=message.firm_id.id,
            trader_id=message.trader_id.id or None,
            broker=records.Person(id=broker.id, name=broker.name) if broker else None,
            channel=message.channel,
            direction=message.direction,
            automatic=message.automatic,
            subject=message.subject or None,
            body=message.body or None,
            sent_at=message.sent_at,
            state=message.state or None,
        )


class CommunicationQuery(PageQuery):
    """Which messages to list."""

    channel: Channel | None = None
    direction: Literal["in", "out"] | None = None
    since: Moment | None = Field(None, description="Not before this time.")
    until: Moment | None = Field(None, description="Before this time.")
    sort: Literal["sent_at", "-sent_at", "id", "-id"] = "-sent_at"


@router.post("/communications", status_code=201, summary="Send a message")
def send_communication(
    env: Writer, message: NewCommunication, key: IdempotencyKey = None
) -> Communication:
    trader = records.find(env, "brokersync.trader", message.trader_id, "trader")
    conversations = env["brokersync.conversation"]
    record = once(
        env,
        key,
        lambda: conversations._send_as_user(
            trader, message.channel, message.body, message.subject or ""
        ),
    ).with_env(env)
    current_call.get().headers["Location"] = f"/api/v1/communications/{record.id}"
    return etag.tagged(Communication.of(record))


@router.get("/communications/{communication_id}", summary="One message")
def get_communication(
    env: Reader, communication_id: UrlId, if_none_match: IfNoneMatch = None
) -> Communication:
    record = records.find(env, "brokersync.communication", communication_id, "message")
    return etag.tagged(Communication.of(record), if_none_match)


@router.get("/traders/{trader_id}/communications", summary="Messages with a person")
def list_communications(
    env: Reader, trader_id: UrlId, query: Annotated[CommunicationQuery, Query()]
) -> Page[Communication]:
    communications = env["brokersync.communication"]
    communications.check_access("read")
    records.find(env, "brokersync.trader", trader_id, "trader")
    domain = Domain("trader_id", "=", trader_id)
    for name in "channel", "direction":
        if value := getattr(query, name):
            domain &= Domain(name, "=", value)
    if query.since:
        domain &= Domain("sent_at", ">=", query.since)
    if query.until:
        domain &= Domain("sent_at", "<", query.until)
    return page(communications, domain, query, Communication.of, sort=query.sort)
