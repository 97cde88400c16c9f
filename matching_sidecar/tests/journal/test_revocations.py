"""Rights withdrawn, kept in a file beside the journal."""

import json

import pytest

from matching_sidecar.journal.errors import JournalDamagedError
from matching_sidecar.journal.revocations import (
    FILE,
    LocalRevocations,
    Revocation,
    RevocationNotKeptError,
)

ANN, NORD = Revocation("sub", "ann@nord.example", 1_000), Revocation("firm", "NORD", 1_010)
LIFETIME = 60


def opened(folder, now=1_020):
    return LocalRevocations(folder, LIFETIME, lambda: now)


def test_what_was_kept_is_found_again(tmp_path):
    store = opened(tmp_path)
    assert store.in_force == []
    assert store.keep(ANN) is None, "durable when it returns"
    store.keep(NORD)
    assert opened(tmp_path).in_force == [ANN, NORD]


def test_the_latest_of_a_login_replaces_the_one_before(tmp_path):
    later = Revocation("sub", ANN.code, 1_015)
    store = opened(tmp_path)
    for one in (ANN, NORD, later):
        store.keep(one)
    assert opened(tmp_path).in_force == [NORD, later]


def test_they_are_dropped_when_no_token_from_before_can_live(tmp_path):
    store = opened(tmp_path)
    store.keep(ANN)
    store.keep(NORD)
    assert opened(tmp_path, ANN.until + LIFETIME).in_force == [ANN, NORD]
    late = opened(tmp_path, ANN.until + LIFETIME + 1)
    assert late.in_force == [NORD]
    late.keep(Revocation("sub", "bob@nord.example", 1_061))
    codes = [row["code"] for row in json.loads((tmp_path / FILE).read_bytes())]
    assert codes == ["NORD", "bob@nord.example"], "they do not pile up on the disk"


def test_a_write_cut_short_leaves_those_before(tmp_path):
    opened(tmp_path).keep(ANN)
    (tmp_path / FILE).with_suffix(".new").write_bytes(b'[{"scope":')
    store = opened(tmp_path)
    assert store.in_force == [ANN]
    store.keep(NORD)
    assert opened(tmp_path).in_force == [ANN, NORD]


def test_a_disk_that_takes_nothing_is_told(tmp_path):
    store = opened(tmp_path)
    store.keep(ANN)
    (tmp_path / FILE).with_suffix(".new").mkdir()
    with pytest.raises(RevocationNotKeptError, match="directory"):
        store.keep(NORD)
    assert store.in_force == opened(tmp_path).in_force == [ANN]


@pytest.mark.parametrize("content", [b"", b'[{"scope": "sub"}]', b"\xff"])
def test_a_damaged_file_stops_the_start(tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(JournalDamagedError, match="withdrawn"):
        opened(tmp_path)
