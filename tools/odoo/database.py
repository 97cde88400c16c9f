"""The running database: a copy of the template, brought up to date when addons change."""

import shutil

from tools import secret_files
from tools.errors import Problem
from tools.odoo import config, modules, program, templates
from tools.postgres import databases
from tools.settings import Settings


def is_ours(settings: Settings) -> bool:
    """Whether the database is there and belongs to this home.

    Raises Problem for a stranger's on a given server: nothing there is dropped unasked.
    """
    exists, known = databases.exists(settings, settings.database), modules.recorded(settings)
    if exists and not known and settings.external_postgres is not None:
        raise Problem(
            f"the given PostgreSQL has a database {settings.database!r} that this home did not make",
            "Choose another name: BROKERSYNC_DATABASE=… ./brokersync …",
        )
    return exists and bool(known)


def create(settings: Settings) -> None:
    """Copy template, filestore and the sidecar's API key."""
    source = templates.template_name(settings)
    home = templates.folder(settings, source)
    databases.copy(settings, source, settings.database)
    templates.copy_filestore(
        templates.filestore(home, source),
        templates.filestore(settings.odoo_data, settings.database),
    )
    secret_files.folder(settings)
    for name, target in (
        ("api_key", secret_files.sidecar_api_key(settings)),
        ("login", secret_files.sidecar_login(settings)),
    ):
        if (home / name).exists():
            secret_files.write(target, (home / name).read_text())
    modules.record(settings, modules.digests())
    set_base_url(settings)


def set_base_url(settings: Settings) -> None:
    """Links in mails lead to where this home serves. Odoo is told not to learn it from a Host header."""
    databases.set_parameter(settings, settings.database, "web.base.url", settings.odoo_url)


def write_config(settings: Settings) -> None:
    config.write(settings, settings.database, settings.odoo_data, settings.odoo_conf)


def changed_addons(settings: Settings) -> list[str]:
    known = modules.recorded(settings)
    return [name for name, state in modules.digests().items() if known.get(name) != state]


def update(settings: Settings) -> None:
    """Bring the changed addons of the existing database up to date; install new ones."""
    changed = changed_addons(settings)
    known = modules.recorded(settings)
    log = settings.logs / "update.log"
    if new := [name for name in changed if name not in known]:
        program.install(settings, settings.odoo_conf, new, log)
    if old := [name for name in changed if name in known]:
        program.update(settings, settings.odoo_conf, old, log)
    program.script(settings, settings.odoo_conf, "warm_bundles", log)
    modules.record(settings, modules.digests())


def drop(settings: Settings) -> None:
    """Remove the database and what belongs to it, the sidecar's journal included."""
    databases.drop(settings, settings.database)
    shutil.rmtree(settings.odoo_data, ignore_errors=True)
    shutil.rmtree(settings.sidecar_data, ignore_errors=True)
    (settings.home / "database.json").unlink(missing_ok=True)
