"""Where Debian's packages are looked for."""

from pathlib import Path

import pytest

from tools.errors import Problem
from tools.odoo import mirror, package
from tools.settings import load


def test_a_given_mirror_wins() -> None:
    settings = load({"BROKERSYNC_DEBIAN_MIRROR": "http://mirror.test/debian"})
    assert mirror.address(settings) == "http://mirror.test/debian"


def test_elsewhere_the_mirror_of_another_package_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Ubuntu, whose own mirror does not have Debian's packages."""
    script = tmp_path / "debootstrap"
    script.write_text('#!/bin/sh\nDEF_MIRROR="http://mirror.test/debian"\n')
    pattern = next(iter(mirror.KNOWN_BY.values()))
    monkeypatch.setattr(mirror, "_is_debian", lambda: False)
    monkeypatch.setattr(mirror, "KNOWN_BY", {script: pattern})
    assert mirror.address(load({})) == "http://mirror.test/debian"
    script.write_text('#!/bin/sh\nDEF_MIRROR="http://mirror.test/ubuntu"\n')
    monkeypatch.setattr(mirror.apt, "ensure", lambda *_: None)
    with pytest.raises(Problem, match="no Debian mirror"):
        mirror.address(load({}))


def test_odoo_home_must_be_odoo_19(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="holds no Odoo"):
        package.is_current(load({"ODOO_HOME": str(tmp_path)}))
    release = tmp_path / "odoo" / "release.py"
    release.parent.mkdir()
    release.write_text("version_info = (18, 0, 0, 'final', 0, '')\n")
    with pytest.raises(Problem, match="not Odoo 19"):
        package.is_current(load({"ODOO_HOME": str(tmp_path)}))
    release.write_text("version_info = (19, 0, 0, 'final', 0, '')\n")
    assert package.is_current(load({"ODOO_HOME": str(tmp_path)}))
