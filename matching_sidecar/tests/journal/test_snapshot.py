"""Snapshots are whole or not used."""

from matching_sidecar.journal import snapshot as snapshots

JOURNAL = "00112233445566778899aabbccddeeff"
FIRST = snapshots.Snapshot(5, 50, 7, b"state five")
SECOND = snapshots.Snapshot(9, 90, 12, b"state nine")


def test_newest_wins_and_old_ones_go(tmp_path):
    assert snapshots.latest(tmp_path, JOURNAL) == (None, [])
    for snapshot in (snapshots.Snapshot(1, 1, 1, b"old"), FIRST, SECOND):
        snapshots.write(tmp_path, JOURNAL, snapshot)
    assert snapshots.latest(tmp_path, JOURNAL) == (SECOND, [])
    assert len(list(tmp_path.iterdir())) == snapshots.KEEP


def test_every_flipped_byte_falls_back_to_the_one_before(tmp_path):
    snapshots.write(tmp_path, JOURNAL, FIRST)
    path = snapshots.write(tmp_path, JOURNAL, SECOND)
    whole = path.read_bytes()
    for offset in range(len(whole)):
        damaged = bytearray(whole)
        damaged[offset] ^= 0x41
        path.write_bytes(damaged)
        found, problems = snapshots.latest(tmp_path, JOURNAL)
        assert found == FIRST
        assert len(problems) == 1
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert snapshots.latest(tmp_path, JOURNAL)[0] == FIRST


def test_a_snapshot_of_another_journal_is_not_used(tmp_path):
    path = snapshots.write(tmp_path, JOURNAL, FIRST)
    assert snapshots.read(path, "f" * 32) == "belongs to another journal"


def test_half_written_files_are_ignored(tmp_path):
    snapshots.write(tmp_path, JOURNAL, FIRST)
    (tmp_path / "snapshot-00000000000000000009.new").write_bytes(b"half")
    assert snapshots.latest(tmp_path, JOURNAL) == (FIRST, [])


def test_a_snapshot_in_the_format_of_another_release_is_not_used(tmp_path, monkeypatch):
    """The journal is replayed instead."""
    monkeypatch.setattr(snapshots, "VERSION", snapshots.VERSION - 1)
    path = snapshots.write(tmp_path, JOURNAL, FIRST)
    monkeypatch.undo()
    assert snapshots.read(path, JOURNAL) == "format 1 is not this program's 2"
    found, problems = snapshots.latest(tmp_path, JOURNAL)
    assert (found, len(problems)) == (None, 1)
