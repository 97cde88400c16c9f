"""Our own PostgreSQL's files."""

import os
import shutil
from pathlib import Path

import pytest

from tools.postgres import cluster
from tools.settings import load


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lets another user run the server")
def test_a_root_whose_files_are_closed_to_others_gets_a_server(tmp_path: Path) -> None:
    settings = load({"BROKERSYNC_HOME": str(tmp_path / "home")})
    before = os.umask(0o077)
    try:
        cluster.prepare(settings)
        assert cluster.is_prepared(settings)
        assert (cluster.folder(settings) / "data").stat().st_mode & 0o077 == 0
        assert os.umask(0o077) == 0o077, "only what the server needs is open"
    finally:
        os.umask(before)
        base = cluster.folder(settings)
        shutil.rmtree(base if base.is_relative_to(tmp_path) else base.parent)
