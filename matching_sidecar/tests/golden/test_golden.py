"""Journals of every release replay to what they gave then."""

import json
import shutil
from pathlib import Path

import pytest

from matching_sidecar import __version__
from matching_sidecar.journal import segments
from matching_sidecar.journal.errors import JournalError
from matching_sidecar.journal.local import LocalJournal
from matching_sidecar.tests.golden.summary import summarize

RELEASES = sorted(path.parent for path in Path(__file__).parent.glob("*/expected.json"))


@pytest.fixture(params=RELEASES, ids=lambda path: path.name)
def golden(request, tmp_path) -> Path:
    return Path(shutil.copytree(request.param, tmp_path / "journal"))


def test_there_is_one_of_each_release():
    assert {path.name for path in RELEASES} >= {"0.1.0", __version__}


def test_it_replays_to_the_recorded_digests(golden):
    assert summarize(golden) == json.loads((golden / "expected.json").read_text())


def test_a_newer_format_is_refused(golden):
    """The header is sound and says so."""
    for path in golden.glob("journal-*.bsj"):
        data = path.read_bytes()
        journal_id = segments.identity(path, data[: segments.HEADER.size])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(segments, "VERSION", segments.VERSION + 1)
            path.write_bytes(segments.header(journal_id) + data[segments.HEADER.size :])
    with pytest.raises(JournalError, match="is newer than this program"):
        LocalJournal(golden)
