"""The journal on a real disk: what is appended comes back, what is damaged is found."""

import random
import zlib

import pytest

from matching_sidecar.journal.errors import (
    JournalDamagedError,
    JournalError,
    JournalLockedError,
)
from matching_sidecar.journal.local import LocalJournal
from matching_sidecar.model.commands import CancelOrder


def commands(first: int, count: int) -> list[CancelOrder]:
    return [CancelOrder(n, "NORD-01", f"c{n}", f"o{n}") for n in range(first, first + count)]


def write(folder, batches=(3, 1, 5), segment_bytes=64 << 20):
    journal = LocalJournal(folder, segment_bytes)
    list(journal.replay())
    for size in batches:
        journal.append(commands(journal.last_seq + 1, size))
    journal.sync()
    journal.close()
    return sum(batches)


def read(folder, after=0):
    journal = LocalJournal(folder)
    try:
        found = []
        for first, batch in journal.replay(after):
            assert batch[0].ts == first
            found += batch
        return [command.ts for command in found], journal.last_seq
    finally:
        journal.close()


def segments(folder):
    return sorted(folder.glob("journal-*.bsj"))


def test_comes_back_in_order(tmp_path):
    last = write(tmp_path)
    assert read(tmp_path) == (list(range(1, last + 1)), last)


@pytest.mark.parametrize("segment_bytes", [64 << 20, 200])
@pytest.mark.parametrize("after", [0, 1, 3, 4, 8, 9])
def test_replay_after_a_snapshot_reads_the_rest_only(tmp_path, after, segment_bytes):
    last = write(tmp_path, segment_bytes=segment_bytes)
    assert read(tmp_path, after) == (list(range(after + 1, last + 1)), last)


def test_goes_on_after_a_restart(tmp_path):
    first = write(tmp_path, segment_bytes=100)
    journal = LocalJournal(tmp_path, 100)
    list(journal.replay())
    journal.append(commands(first + 1, 2))
    journal.close()
    assert read(tmp_path)[1] == first + 2


def test_second_writer_is_refused_before_it_touches_anything(tmp_path):
    journal = LocalJournal(tmp_path)
    with pytest.raises(JournalLockedError, match=str(tmp_path)) as caught:
        LocalJournal(tmp_path)
    assert caught.value.exit_code == 3
    journal.close()


def test_torn_tail_is_cut_off_wherever_it_tore(tmp_path):
    write(tmp_path / "whole", (3, 5))
    whole = segments(tmp_path / "whole")[0].read_bytes()
    start = whole.index(b"BSF1", whole.index(b"BSF1") + 1)
    for length in range(start, len(whole)):
        folder = tmp_path / str(length)
        folder.mkdir()
        path = folder / "journal-00000000000000000001.bsj"
        path.write_bytes(whole[:length])
        assert read(folder) == ([1, 2, 3], 3)
        assert path.stat().st_size == start


def test_flipped_bits_are_never_silent(tmp_path):
    """Refused where something follows the damage; at most the last frame goes otherwise."""
    last = write(tmp_path / "whole", (1,) * 40)
    whole = segments(tmp_path / "whole")[0].read_bytes()
    dice = random.Random(7)
    refused = cut = 0
    for number in range(400):
        folder = tmp_path / str(number)
        folder.mkdir()
        damaged = bytearray(whole)
        damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
        (folder / "journal-00000000000000000001.bsj").write_bytes(damaged)
        try:
            found, end = read(folder)
        except JournalError as error:
            refused += "journal-" in str(error)
        else:
            assert end == last - 1
            assert found == list(range(1, last))
            cut += 1
    assert refused > 350
    assert refused + cut == 400


def test_damage_names_the_place(tmp_path):
    write(tmp_path)
    path = segments(tmp_path)[0]
    damaged = bytearray(path.read_bytes())
    damaged[60] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(JournalDamagedError, match=r"damaged at byte 28, command 1") as caught:
        read(tmp_path)
    assert caught.value.exit_code == 4
    assert path.read_bytes() == damaged


def test_missing_segment_names_the_commands(tmp_path):
    write(tmp_path, (2,) * 9, 100)
    segments(tmp_path)[1].unlink()
    with pytest.raises(JournalDamagedError, match=r"commands \d+ to \d+ are missing"):
        read(tmp_path)


def test_missing_first_segment_is_noticed(tmp_path):
    write(tmp_path, (2,) * 9, 100)
    segments(tmp_path)[0].unlink()
    with pytest.raises(JournalDamagedError, match="commands 1 to"):
        read(tmp_path)


def test_a_snapshot_ahead_of_the_journal_is_noticed(tmp_path):
    write(tmp_path)
    with pytest.raises(JournalDamagedError, match="ends at 9"):
        read(tmp_path, 12)
    with pytest.raises(JournalDamagedError, match="missing"):
        read(tmp_path / "empty", 12)


def test_a_removed_frame_breaks_the_chain(tmp_path):
    write(tmp_path, (1, 1, 1))
    path = segments(tmp_path)[0]
    whole = path.read_bytes()
    second = whole.index(b"BSF1", 60)
    third = whole.index(b"BSF1", second + 1)
    path.write_bytes(whole[:second] + whole[third:])
    with pytest.raises(JournalDamagedError, match="does not follow command 1"):
        read(tmp_path)


def test_newer_format_is_refused(tmp_path):
    write(tmp_path)
    path = segments(tmp_path)[0]
    data = bytearray(path.read_bytes())
    data[4] = 99
    data[24:28] = zlib.crc32(data[:24]).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(JournalError, match="format 99 is newer"):
        read(tmp_path)


def test_killed_while_making_the_first_segment(tmp_path):
    (tmp_path / "journal-00000000000000000001.bsj").write_bytes(b"BSJ1")
    assert read(tmp_path) == ([], 0)


def test_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(JournalError, match="cannot write"):
        LocalJournal(tmp_path / "file")
