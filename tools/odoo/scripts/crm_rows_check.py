# Runs in `odoo shell` on a database that crm_rows filled. Writes what is there to RESULT_FILE: how many rows of each
# kind, a digest of what they say (no times, which count from now), and what the models' own rules find wrong.
import hashlib
import json
import os
from pathlib import Path

from odoo.exceptions import ValidationError

invented = env["brokersync.firm"].search([("code", "=like", "F______")])
of_them = [("firm_id", "in", invented.ids)]
rows = {
    "firms": invented,
    "traders": env["brokersync.trader"].search(of_them),
    "interactions": env["brokersync.interaction"].search(of_them),
    "communications": env["brokersync.communication"].search(of_them),
}


NUMBERS = ("boolean", "float", "integer", "monetary")


def wrong(records):
    """What the rules of a model say of its records, as sentences."""
    for field in records._fields.values():
        needed = field.store and field.required and field.type not in NUMBERS
        if needed and not all(map(field.__get__, records)):
            yield f"{records._name}: rows without {field.name}"
        if field.store and field.type == "selection":
            allowed = {False, *field.get_values(env)}
            if other := set(records.mapped(field.name)) - allowed:
                yield f"{records._name}.{field.name}: {other}"
    try:
        records._validate_fields(records._fields)
    except ValidationError as error:
        yield f"{records._name}: {error}"


def said(records):
    """The content of records: their own columns and names, without times and without what computes itself."""
    names = sorted(
        field.name
        for field in records._fields.values()
        if field.store
        and not field.compute
        and field.type in ("char", "text", "html", "selection", "many2one", "integer")
    )
    return records.sorted("id").read(names, load=None)


content = json.dumps({kind: said(records) for kind, records in rows.items()}, default=str)
answer = {
    "rows": {kind: len(records) for kind, records in rows.items()},
    "digest": hashlib.sha256(content.encode()).hexdigest(),
    "wrong": [sentence for records in rows.values() for sentence in wrong(records)],
}
Path(os.environ["RESULT_FILE"]).write_text(json.dumps(answer))
