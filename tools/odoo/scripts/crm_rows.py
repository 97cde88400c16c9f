# Runs in `odoo shell`. Fills the database with invented clients: the numbers of rows come as JSON in ROWS, and the same
# numbers give the same rows. SQL and COPY, because a million rows through the ORM take an hour.
import io
import json
import os
from base64 import b64encode
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from odoo.addons.brokersync_crm.encrypted import keyring

BROKERS = 50
FIRST = "Anna Beat Clara Daniel Elif Finn Grace Hugo Ines Jonas Karim Lea Mantas Nina Omar Petra Ruta Sven Tomas"
LAST = "Aalto Berg Conti Dubois Egger Fischer Garcia Haddad Ivanov Jansen Keller Lund Moreau Novak Okafor Petit Rossi"
TRADE = "Grain Metals Fuel Coffee Cocoa Energy Sugar Rubber Timber Gas Copper Cotton"
FORM = "Trading AS|Logistics AG|Partners LLC|Merchants BV|Holding SA|Commodities GmbH"
TOPIC = "wheat basis|December corn|gasoil hedge|copper spread|margin call|delivery notice|credit line|price outlook"
HISTORY_MINUTES = 3 * 365 * 24 * 60
KEPT = timedelta(days=2557)
CHANNELS = ("in_app", "email", "sms", "in_app", "email", "push")

rows = json.loads(os.environ["ROWS"])
cr = env.cr


def words(column, text, separator=" "):
    """SQL: one of the words, chosen by the integer `column`."""
    choices = text.split(separator)
    array = ",".join(f"'{word}'" for word in choices)
    return f"(ARRAY[{array}])[1 + mod(abs(hashint4({column})), {len(choices)})]"


def first_id(table, count):
    """The first of `count` ids that are taken from the table's sequence at once."""
    cr.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
    start = cr.fetchone()[0]
    cr.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, start + count])
    return start


def without_indexes(table):
    """Drop the indexes that only make reading fast; gives the statements that make them again."""
    cr.execute(
        """
        SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
         WHERE indrelid = %s::regclass AND NOT indisunique
        """,
        [table],
    )
    indexes = cr.fetchall()
    for name, _statement in indexes:
        cr.execute(f"DROP INDEX {name}")
    return [statement for _name, statement in indexes]


def copy(table, columns, lines):
    """COPY `lines`, text in PostgreSQL's own format."""
    cr._obj.copy_expert(f"COPY {table} ({columns}) FROM STDIN", io.StringIO("".join(lines)))


brokers = env["res.users"].search(
    [("login", "in", ("broker", "broker2", "broker3"))], order="login"
)
group = env.ref("brokersync_crm.group_broker")
brokers += env["res.users"].create(
    [
        {
            "name": f"Broker {number}",
            "login": f"bench-broker-{number}",
            "group_ids": [(6, 0, group.ids)],
        }
        for number in range(len(brokers), BROKERS)
    ]
)
env.flush_all()
cr.execute("SET LOCAL maintenance_work_mem = '256MB'")

firms, traders = rows["firms"], rows["traders"]
firm_partner = first_id("res_partner", firms)
firm = first_id("brokersync_firm", firms)
trader_partner = first_id("res_partner", traders)
trader = first_id("brokersync_trader", traders)
cr.execute(
    f"""
    INSERT INTO res_partner (id, name, complete_name, commercial_company_name, is_company, active, partner_share,
                             type, lang, commercial_partner_id, email, email_normalized, create_date, write_date)
    SELECT {firm_partner} + i, name, name, name, true, true, true,
           'contact', 'en_US', {firm_partner} + i, email, email, now(), now()
      FROM (SELECT i, 'office@firm' || i || '.example' AS email,
                   concat_ws(' ', {words("i", LAST)}, {words("i + 1", TRADE)}, {words("i + 2", FORM, "|")}, i) AS name
              FROM generate_series(0, {firms} - 1) AS i) AS invented
    """  # noqa: S608
)
cr.execute(
    f"""
    INSERT INTO brokersync_firm (id, partner_id, code, account_status, active, create_date, write_date)
    SELECT {firm} + i, {firm_partner} + i, 'F' || lpad(i::text, 6, '0'), 'active', true, now(), now()
      FROM generate_series(0, {firms} - 1) AS i
    """  # noqa: S608
)
cr.execute(
    f"""
    INSERT INTO brokersync_firm_broker_rel (firm_id, user_id)
    SELECT {firm} + i, (%s::int[])[1 + mod(i, {BROKERS})] FROM generate_series(0, {firms} - 1) AS i
    """,  # noqa: S608
    [brokers.ids],
)
cr.execute(
    f"""
    INSERT INTO res_partner (id, name, complete_name, is_company, active, partner_share, type, lang, parent_id,
                             commercial_partner_id, email, email_normalized, create_date, write_date)
    SELECT {trader_partner} + i, name, name, false, true, true, 'contact', 'en_US', {firm_partner} + mod(i, {firms}),
           {firm_partner} + mod(i, {firms}), email, email, now(), now()
      FROM (SELECT i, 'trader' || i || '@firm' || mod(i, {firms}) || '.example' AS email,
                   concat_ws(' ', {words("i", FIRST)}, {words("i + 7", LAST)}, i) AS name
              FROM generate_series(0, {traders} - 1) AS i) AS invented
    """  # noqa: S608
)
cr.execute(
    f"""
    INSERT INTO brokersync_trader (id, firm_id, partner_id, code, role, active, can_view, can_trade,
                                   create_date, write_date)
    SELECT {trader} + i, {firm} + mod(i, {firms}), {trader_partner} + i, 'T' || lpad(i::text, 7, '0'),
           'trader', true, true, true, now(), now()
      FROM generate_series(0, {traders} - 1) AS i
    """  # noqa: S608
)

types = env["brokersync.interaction.type"].search([]).ids
outcomes = env["brokersync.interaction.outcome"].search([]).ids
indexes = without_indexes("brokersync_interaction")
interaction = first_id("brokersync_interaction", rows["interactions"])
cr.execute(
    f"""
    INSERT INTO brokersync_interaction (id, firm_id, trader_id, broker_id, type_id, outcome_id, date, duration,
                                        subject, notes, state, create_uid, create_date, write_date)
    SELECT {interaction} + i, {firm} + mod(t, {firms}), {trader} + t, broker,
           (%(types)s::int[])[1 + mod(i, %(type_count)s)], (%(outcomes)s::int[])[1 + mod(i, %(outcome_count)s)],
           at, mod(i, 60), initcap({words("i", TOPIC, "|")}) || ' ' || i,
           concat('<p>Spoke about ', {words("i + 3", TOPIC, "|")}, ' and ', {words("i + 5", TOPIC, "|")},
                  ', reference R', i, '.</p>'),
           'locked', broker, at, at
      FROM (SELECT i, t, (%(brokers)s::int[])[1 + mod(mod(t, {firms}), {BROKERS})] AS broker,
                   date_trunc('minute', now() AT TIME ZONE 'UTC') - make_interval(mins => minutes) AS at
              FROM (SELECT i, mod(abs(hashint4(i)), {traders}) AS t,
                           mod(abs(hashint4(i + 1)), {HISTORY_MINUTES}) AS minutes
                      FROM generate_series(0, {rows["interactions"]} - 1) AS i) AS drawn) AS invented
    """,  # noqa: S608
    {
        "brokers": brokers.ids,
        "types": types,
        "type_count": len(types),
        "outcomes": outcomes,
        "outcome_count": len(outcomes),
    },
)
cr.execute(
    f"""
    INSERT INTO mail_activity (res_model_id, res_model, res_id, res_name, activity_type_id, user_id, date_deadline,
                               summary, active, automated, create_date, write_date)
    SELECT %s, 'brokersync.interaction', id, subject, %s, broker_id,
           (now() AT TIME ZONE 'UTC')::date + mod(id, 21) - 7, 'Follow up', true, false, now(), now()
      FROM brokersync_interaction WHERE id >= {interaction} AND mod(id, 50) = 0
    """,  # noqa: S608
    [
        env["ir.model"]._get_id("brokersync.interaction"),
        env.ref("brokersync_crm.activity_type_follow_up").id,
    ],
)
for statement in indexes:
    cr.execute(statement)

count = rows["communications"]
conversation = first_id("brokersync_conversation", traders)
communication = first_id("brokersync_communication", count)
indexes = without_indexes("brokersync_communication") + without_indexes(
    "brokersync_communication_status"
)
cr.execute(
    f"""
    INSERT INTO brokersync_conversation (id, firm_id, trader_id, last_at, desk_unread, client_unread)
    SELECT {conversation} + i, {firm} + mod(i, {firms}), {trader} + i, now() AT TIME ZONE 'UTC',
           (mod(i, 20) = 0)::int, 0
      FROM generate_series(0, {traders} - 1) AS i
    """  # noqa: S608
)
key = keyring.current().active
aead = AESGCM(key.encryption)
now = datetime.utcnow().replace(microsecond=0)  # noqa: DTZ003  as Odoo keeps it


NULL = r"\N"


def message(number):
    """One communication: the newest has the highest number, every trader has one in his turn."""
    record, who = communication + number, number % traders
    nonce = number.to_bytes(12, "big")
    place = f"brokersync.communication:{record}:body".encode()
    text = f"Message {number} about the market, with a question and an answer to it.".encode()
    sealed = b64encode(nonce + aead.encrypt(nonce, text, place)).decode()
    at = now - timedelta(minutes=count - number)
    incoming = number % 3 == 0
    broker = NULL if incoming else brokers.ids[who % firms % BROKERS]
    return (
        f"{record}\t{conversation + who}\t{firm + who % firms}\t{trader + who}\t"
        f"{broker}\t{CHANNELS[number % len(CHANNELS)]}\t"
        f"{'in' if incoming else 'out'}\tf\tAbout order {number}\tv1:{key.id}:{sealed}\t{at}\t{(at + KEPT).date()}\n"
    )


BATCH = 50_000
for start in range(0, count, BATCH):
    copy(
        "brokersync_communication",
        "id,conversation_id,firm_id,trader_id,broker_id,channel,direction,automatic,subject,body,sent_at,keep_until",
        (message(number) for number in range(start, min(start + BATCH, count))),
    )
cr.execute(
    f"""
    INSERT INTO brokersync_communication_status (communication_id, firm_id, state, at)
    SELECT id, firm_id,
           CASE WHEN mod(id, 100) = 7 THEN 'failed' WHEN direction = 'in' THEN 'read' ELSE 'delivered' END, sent_at
      FROM brokersync_communication WHERE id >= {communication}
    """  # noqa: S608
)
for statement in indexes:
    cr.execute(statement)
cr.execute(
    f"""
    UPDATE brokersync_conversation SET last_id = last.id, last_at = last.sent_at
      FROM (SELECT DISTINCT ON (conversation_id) conversation_id, id, sent_at FROM brokersync_communication
             WHERE id >= {communication} ORDER BY conversation_id, sent_at DESC) AS last
     WHERE brokersync_conversation.id = last.conversation_id
    """  # noqa: S608
)
cr.commit()
cr._cnx.autocommit = True
for table in (
    "res_partner",
    "brokersync_firm",
    "brokersync_firm_broker_rel",
    "brokersync_trader",
    "brokersync_interaction",
    "brokersync_conversation",
    "brokersync_communication",
    "brokersync_communication_status",
    "mail_activity",
):
    cr.execute(f"VACUUM ANALYZE {table}")
