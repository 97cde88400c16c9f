"""What tests of screening share: a small list that is in force, and a client who looks like an entry of it."""

from odoo.tools import file_open

TABLE = """id,name,kind,quality,birth,countries,program,remarks
P1,Viktor Zorkin,person,,1961-04-02,RU,TEST,Owner of many things
P1,Виктор Зоркин,person,,,,,
P1,The Accountant,person,weak,,,,
E1,Zorkin Grain Holding LLC,entity,,,RU CY,TEST,
V1,Blue Zephyr,vessel,,,PA,TEST,
"""


def new_list(env, files, name="TEST", source="table", **values):
    """A list version with its files, not yet read."""
    attachments = env["ir.attachment"].create(
        [{"name": file, "raw": content} for file, content in files.items()]
    )
    return env["brokersync.sanctions.list"].create(
        {"name": name, "source": source, "attachment_ids": attachments.ids, **values}
    )


def load_table(env, text=TABLE, **values):
    """A table as list TEST, read as the job reads it."""
    version = new_list(env, {"list.csv": text.encode()}, **values)
    version._import()
    return version


def screen_someone(env, firm, name="Viktor Zorkin"):
    """The first hit of a name, screened for a beneficial owner of the firm."""
    owner = env["brokersync.beneficial.owner"].create(
        {"firm_id": firm.id, "name": name, "share": 10}
    )
    screening = env["brokersync.screening"]._screen(owner, names=[name])
    return screening.hit_ids[:1]


def excerpt(*names):
    """Bytes of the excerpts of the official files, by name."""
    files = {}
    for name in names:
        with file_open(f"brokersync_crm/demo/sanctions/{name}", "rb") as file:
            files[name] = file.read()
    return files
