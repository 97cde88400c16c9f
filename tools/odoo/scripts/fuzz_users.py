# Runs in `odoo shell`, for tests. Makes a broker and a client, each with a firm of its own: as them a fuzzer reaches
# nothing else, and the broker's cannot take the client's rights away. Writes their API keys to RESULT_FILE. Limits are
# raised: the fuzzer is not to be slowed down.
import json
import os
from datetime import timedelta
from pathlib import Path

from odoo import Command, fields

users = env["res.users"].with_context(no_reset_password=True)
broker = users.create(
    {
        "name": "Fuzz Broker",
        "login": "fuzz.broker@brokersync.example",
        "group_ids": [Command.link(env.ref("brokersync_crm.group_broker").id)],
    }
)
firm, clients_firm = env["brokersync.firm"].create(
    [
        {"code": "FUZZ", "name": "Fuzz", "broker_ids": [Command.set(broker.ids)]},
        {"code": "FUZZC", "name": "Fuzz Clients"},
    ]
)
trader, clients_trader = env["brokersync.trader"].create(
    [
        {"firm_id": firm.id, "name": "Fuzz Trader", "email": "fuzz.trader@brokersync.example"},
        {
            "firm_id": clients_firm.id,
            "name": "Fuzz Client",
            "email": "fuzz.client@brokersync.example",
        },
    ]
)
client = users.create(
    {
        "login": clients_trader.email,
        "partner_id": clients_trader.partner_id.id,
        "group_ids": [Command.set(env.ref("brokersync_crm.group_trader").ids)],
    }
)
expiry = fields.Datetime.now() + timedelta(days=1)
keys = {
    name: env["res.users.apikeys"].with_user(user).sudo()._generate(None, "fuzz", expiry)
    for name, user in {"broker": broker, "client": client}.items()
}
for limit in "read", "write", "anonymous", "failure":
    env["ir.config_parameter"].set_param(f"brokersync_api.limit.{limit}", 1_000_000)
env.cr.commit()
Path(os.environ["RESULT_FILE"]).write_text(
    json.dumps(keys | {"firm": firm.id, "trader": trader.id})
)
