"""The state of a past moment, rebuilt from a folder: with and without a snapshot, exact to the command."""

from itertools import pairwise

import pytest

from matching_sidecar.engine import state
from matching_sidecar.engine.engine import Engine
from matching_sidecar.journal import snapshot as snapshots
from matching_sidecar.journal.errors import JournalDamagedError, JournalError
from matching_sidecar.journal.local import LocalJournal
from matching_sidecar.model.commands import NewOrder, UpdateReference
from matching_sidecar.model.enums import BUY, DAY, LIMIT, SELL
from matching_sidecar.model.reference import AccountRow, FirmRow, InstrumentRow
from matching_sidecar.shard.moment import NoSuchMomentError, iso, rebuild

FIRST, STEP, COUNT = 1_000_000_000, 1_000, 60


def flow():
    rows = [FirmRow("F", 1), AccountRow("A", 2, "F"), InstrumentRow("CLF27", 3, "CL", 1, 100)]
    yield UpdateReference(FIRST, rows)
    for number in range(1, COUNT):
        side, price = (BUY, 100 - number % 7) if number % 3 else (SELL, 96 + number % 9)
        yield NewOrder(
            FIRST + number * STEP, "A", f"n{number}", "CLF27", side, LIMIT, DAY, 2, price, "t"
        )


@pytest.fixture
def folder(tmp_path):
    """Sixty commands in frames of seven and several segments; a snapshot after number 30."""
    commands = list(flow())
    journal = LocalJournal(tmp_path, 600)
    list(journal.replay())
    for start in range(0, COUNT, 7):
        journal.append(commands[start : start + 7])
    engine = after(30)
    snapshot = snapshots.Snapshot(30, commands[29].ts, engine.event_seq, state.dump(engine))
    snapshots.write(tmp_path, journal.journal_id, snapshot)
    journal.close()
    return tmp_path


def after(count):
    engine = Engine()
    for command, _number in zip(flow(), range(count), strict=False):
        engine.apply(command, [])
    return engine


def files(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("count", [1, 2, 7, 8, 29, 30, 31, 59, 60])
@pytest.mark.parametrize("later", [0, STEP - 1])
def test_exact_to_the_command(folder, count, later):
    if count == COUNT:
        later = 0
    found = rebuild(folder, FIRST + (count - 1) * STEP + later)
    assert (found.seq, found.ts) == (count, FIRST + (count - 1) * STEP)
    assert state.digest(found.engine) == state.digest(after(count))


def test_the_end(folder):
    assert state.digest(rebuild(folder).engine) == state.digest(after(COUNT))


def test_the_snapshot_is_used(folder):
    """What it makes unnecessary may be gone; without it that is an error."""
    segments = sorted(folder.glob("journal-*.bsj"))
    for path, following in pairwise(segments[1:]):
        if int(following.stem.removeprefix("journal-")) <= 31:
            path.unlink()
    assert rebuild(folder).seq == COUNT
    with pytest.raises(JournalDamagedError, match="missing"):
        rebuild(folder, FIRST + 25 * STEP)


def test_a_snapshot_that_is_damaged_is_passed_over(folder):
    path = next(folder.glob("snapshot-*"))
    path.write_bytes(path.read_bytes()[:-1])
    assert state.digest(rebuild(folder).engine) == state.digest(after(COUNT))


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (FIRST - 1, f"begins at {iso(FIRST)}"),
        (FIRST + COUNT * STEP, f"ends at {iso(FIRST + (COUNT - 1) * STEP)} with command {COUNT}"),
    ],
)
def test_a_moment_outside_is_refused_with_the_limits(folder, until, words):
    with pytest.raises(NoSuchMomentError, match=words):
        rebuild(folder, until)


def test_nothing_is_written_and_a_writer_goes_on(folder):
    journal = LocalJournal(folder)
    list(journal.replay())
    before = files(folder)
    rebuild(folder, FIRST + 40 * STEP)
    assert files(folder) == before
    journal.append([UpdateReference(FIRST + COUNT * STEP, [])])
    journal.close()
    assert rebuild(folder).seq == COUNT + 1


def test_an_unfinished_frame_is_not_there_yet(folder):
    path = sorted(folder.glob("journal-*.bsj"))[-1]
    whole = path.read_bytes()
    path.write_bytes(whole + b"BSF1\x40")
    assert rebuild(folder).seq == COUNT
    assert path.read_bytes() == whole + b"BSF1\x40"


def test_damage_is_named(folder):
    path = sorted(folder.glob("journal-*.bsj"))[-2]
    damaged = bytearray(path.read_bytes())
    damaged[-5] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(JournalDamagedError, match=f"{path.name}: damaged at byte"):
        rebuild(folder)


@pytest.mark.parametrize("name", ["missing", "file"])
def test_an_unreadable_folder_is_named(tmp_path, name):
    (tmp_path / "file").write_text("")
    with pytest.raises(JournalError, match=name):
        rebuild(tmp_path / name)


def test_a_folder_without_a_journal_is_named(tmp_path):
    with pytest.raises(JournalError, match="no journal"):
        rebuild(tmp_path)


def test_nanoseconds_are_shown_whole():
    assert iso(1_795_262_400_000_000_001) == "2026-11-21T12:00:00.000000001Z"
