"""Template databases: made once for each state of the addons, copied in a second.

Two levels. The *base* holds the modules of Odoo that the addons need; it changes with Odoo's version
or a dependency. The *template* is a copy of it with the addons on top. A template is a database
plus a folder of the same name with its filestore and the sidecar's API key.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from tools import stamps
from tools.errors import Problem
from tools.odoo import config, environment, modules, program
from tools.postgres import databases, server, sql
from tools.settings import Settings


def folder(settings: Settings, name: str) -> Path:
    return settings.install / "templates" / name


def filestore(data: Path, database: str) -> Path:
    return data / "filestore" / database


def base_name(settings: Settings) -> str:
    state = stamps.digest(environment.state(settings), *modules.foreign_dependencies())
    return f"{settings.template_prefix}_base_{state}"


def template_name(settings: Settings) -> str:
    scripts = program.SCRIPTS
    state = stamps.digest(base_name(settings), *modules.digests().values(), scripts)
    return f"{settings.template_prefix}_template_{state}"


def is_ready(settings: Settings, name: str) -> bool:
    return (folder(settings, name) / "ready").exists() and databases.exists(settings, name)


def ensure_base(settings: Settings) -> str:
    name = base_name(settings)

    def make(conf: Path, log: Path) -> None:
        databases.create(settings, name)
        program.install(settings, conf, modules.foreign_dependencies(), log)

    _ensure(settings, name, make)
    return name


def ensure_template(settings: Settings) -> str:
    base, name = base_name(settings), template_name(settings)
    home = folder(settings, name)

    def make(conf: Path, log: Path) -> None:
        databases.copy(settings, base, name)
        copy_filestore(filestore(folder(settings, base), base), filestore(home, name))
        if modules.names():
            program.install(settings, conf, modules.names(), log)
            _refuse_without_demo(settings, name, log)
        files = {"KEY_FILE": str(home / "api_key"), "LOGIN_FILE": str(home / "login")}
        program.script(settings, conf, "service_key", log, files)
        program.script(settings, conf, "warm_bundles", log)

    _ensure(settings, name, make)
    return name


def _refuse_without_demo(settings: Settings, name: str, log: Path) -> None:
    """Odoo installs an addon whose demo data fails all the same, and says so in its log only."""
    rows = sql.execute(
        settings,
        server.odoo_environment(settings),
        "SELECT name FROM ir_module_module WHERE state = 'installed' AND demo IS NOT TRUE",
        database=name,
    )
    if without := sorted({row[0] for row in rows} & set(modules.names())):
        raise Problem(f"the demo data of {', '.join(without)} does not load", f"The log: {log}")


def _ensure(settings: Settings, name: str, make: Callable[[Path, Path], None]) -> None:
    if is_ready(settings, name):
        return
    home = folder(settings, name)
    _forget(settings, name)
    home.mkdir(parents=True, mode=0o700)
    conf = config.write(settings, name, home, home / "odoo.conf")
    make(conf, settings.logs / "setup-database.log")
    (home / "ready").touch()
    kind = name.rpartition("_")[0]
    for older in folder(settings, "").glob(f"{kind}_*"):
        if older.name != name:
            _forget(settings, older.name)


def _forget(settings: Settings, name: str) -> None:
    databases.drop(settings, name)
    shutil.rmtree(folder(settings, name), ignore_errors=True)


def copy_filestore(source: Path, target: Path) -> None:
    """Copy by hard links: Odoo names these files by their content and never changes one."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    if source.is_dir():
        shutil.copytree(source, target, copy_function=_link, dirs_exist_ok=True)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
