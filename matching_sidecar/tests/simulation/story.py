"""One seed, one story: lives of the sidecar, each ended by something, each checked by the next."""

from __future__ import annotations

import asyncio
import errno
import os
import random
import shutil
import tempfile
from collections.abc import Coroutine, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from unittest.mock import patch

from matching_sidecar.journal import folder as folders
from matching_sidecar.journal import frames, local
from matching_sidecar.journal.errors import JournalBrokenError, JournalError
from matching_sidecar.journal.segments import HEADER, paths
from matching_sidecar.model.commands import SetSession, UpdateReference
from matching_sidecar.model.enums import CLOSED, OPEN
from matching_sidecar.shard import event_log
from matching_sidecar.shard.config import ShardConfig
from matching_sidecar.shard.reply import NOBODY
from matching_sidecar.shard.shard import Shard
from matching_sidecar.tests.desk import ROWS

from .checks import check
from .clients import ACCOUNTS, Client, Memory
from .disk import PowerLoss, SimDisk
from .time import SimClock, SimLoop

MEMORY_FOLDER = Path("/dev/shm") if Path("/dev/shm").is_dir() else None  # noqa: S108 - if there
HOUR_NS = 3_600_000_000_000


@dataclass
class Story:
    """What happened: for people, and to see that everything does happen over many seeds."""

    seed: int
    happened: list[str] = field(default_factory=list)
    memory: Memory = field(default_factory=Memory)

    def tell(self, what: str) -> None:
        self.happened.append(what)


def simulate(seed: int) -> Story:
    """Run the story of a seed.

    Raises:
        AssertionError: a promise was broken.
    """
    story, dice = Story(seed), random.Random(seed)
    root = Path(tempfile.mkdtemp(prefix="brokersync-sim-", dir=MEMORY_FOLDER))
    try:
        _live(story, dice, root)
    finally:
        shutil.rmtree(root)
    return story


def _live(story: Story, dice: random.Random, root: Path) -> None:
    process_only = dice.random() < 0.3
    disk, clock = SimDisk(dice, process_only=process_only), SimClock()
    config = ShardConfig(
        root / "shard", durability="process" if process_only else "disk",
        snapshot_every=1 << 60, segment_bytes=dice.choice((1_500, 6_000, 1 << 20)),
    )  # fmt: skip
    clients = [Client(account, dice, story.memory) for account in ACCOUNTS]
    lives = dice.randrange(2, 5)
    for life in range(lives):
        with _simulated(disk):
            ended = _one_life(story, dice, disk, clock, config, clients, last=life == lives - 1)
        story.tell(ended)
        disk.lose_power(config.folder)
        clock.now += 1
    _flip_a_bit(story, dice, config)


@contextmanager
def _simulated(disk: SimDisk) -> Iterator[None]:
    """The modules that write files use the simulated disk."""
    with ExitStack() as stack:
        for module in (local, folders, event_log):
            stack.enter_context(patch.object(module, "os", disk))
        yield


def _one_life(
    story: Story,
    dice: random.Random,
    disk: SimDisk,
    clock: SimClock,
    config: ShardConfig,
    clients: list[Client],
    *,
    last: bool,
) -> str:
    """From opening the folder to the end of the process; what ended it."""
    loop = SimLoop(clock)
    shard: Shard | None = None
    try:
        shard = _opened(disk, dice, config, clock, quiet=last)
        for client in clients:
            client.shard = shard
        _run(loop, _trade(story, dice, disk, clock, shard, clients, last=last))
        check(shard, config.folder, story.memory)
        ended = "closed"
    except PowerLoss:
        ended = "power lost" if shard is not None else "power lost while opening"
    except (OSError, JournalBrokenError) as error:
        if isinstance(error, OSError) and error.errno != errno.EIO:
            raise
        ended = "the last sync failed"  # the process ends with this error
    finally:
        disk.room = disk.fuse = disk.sync_fails = None
        for client in clients:
            client.shard = None
        _let_go()
        loop.close()
    assert not story.memory.broken, story.memory.broken[0]
    return ended


def _run(loop: SimLoop, trade: Coroutine[None, None, None]) -> None:
    """Run to the end, or to the first exception of a callback."""
    task = loop.create_task(trade)
    task.add_done_callback(lambda _task: loop.stop())
    loop.run_forever()
    if loop.failure is not None:
        task._log_destroy_pending = False  # type: ignore[attr-defined]  # it ends with the process
        raise loop.failure
    task.result()


def _opened(
    disk: SimDisk, dice: random.Random, config: ShardConfig, clock: SimClock, *, quiet: bool
) -> Shard:
    if not quiet and dice.random() < 0.2:
        disk.fuse = dice.randrange(12)  # the power goes while it recovers
    shard = Shard.open(config, clock, _stopped)
    disk.fuse = None
    return shard


async def _trade(
    story: Story,
    dice: random.Random,
    disk: SimDisk,
    clock: SimClock,
    shard: Shard,
    clients: list[Client],
    *,
    last: bool,
) -> None:
    loop = asyncio.get_running_loop()
    check(shard, shard.config.folder, story.memory)
    if not shard.engine.instruments:
        shard.submit(UpdateReference(0, list(ROWS)), NOBODY)
        await asyncio.sleep(0.01)
    if not last:
        _arm(story, dice, disk)
    for _ in range(dice.randrange(4)):
        loop.call_later(dice.random() * 2, _something, story, dice, disk, clock, shard)
    for client in clients:
        client.run(0 if last else dice.randrange(3, 15))
    while not all(client.idle for client in clients):
        await asyncio.sleep(0.2)
        if disk.room is not None and dice.random() < 0.3:
            disk.room = None
            story.tell("room again")
    await asyncio.sleep(0.3)
    if last or dice.random() < 0.4:
        disk.room = None
        await asyncio.sleep(0.5)
        check(shard, shard.config.folder, story.memory)
        await shard.close()
    else:
        raise PowerLoss


def _arm(story: Story, dice: random.Random, disk: SimDisk) -> None:
    """What will go wrong in this life."""
    draw = dice.random()
    if draw < 0.5:
        disk.fuse = dice.randrange(120)
    elif draw < 0.6:
        disk.sync_fails = dice.randrange(1, 30)
        story.tell("a sync will fail")
    elif draw < 0.8:
        disk.room = dice.randrange(6_000)
        story.tell("the disk will be full")


def _something(
    story: Story, dice: random.Random, disk: SimDisk, clock: SimClock, shard: Shard
) -> None:
    """Happens in the middle of trading."""
    if shard._closing:
        return
    what = dice.choice(("clock jumps", "snapshot", "session"))
    story.tell(what)
    if what == "clock jumps":
        clock.offset += dice.randrange(-HOUR_NS, 24 * HOUR_NS)
    elif what == "session" and story.happened.count("session") == 1:
        # One end only: ids are promised to the end of the session after theirs.
        for status in (CLOSED, OPEN):
            shard.submit(SetSession(0, "*", status), NOBODY)
    elif disk.room is None and shard.last_seq > shard._snapshots.seq:
        shard._flush()
        try:
            shard._snapshots.write(shard._snapshot())
        except JournalBrokenError:
            story.tell("a snapshot finds the disk broken")
            _stopped()
        except OSError:
            story.tell("no snapshot")  # the file itself could not be synced: tried again in time


def _stopped() -> NoReturn:
    raise PowerLoss


def _let_go() -> None:
    """The end of a process closes its files, without a last sync."""
    for link in list(Path("/proc/self/fd").iterdir()):
        with suppress(OSError):
            if "brokersync-sim-" in str(link.readlink()) and not link.is_dir():
                os.close(int(link.name))


def _last_frame(data: bytes) -> int:
    """Where the last frame of a sound segment begins; 0 when it holds none."""
    start, following = 0, HEADER.size
    while following < len(data):
        start = following
        frame = frames.at(memoryview(data), start)
        assert frame is not None, "the journal is not sound after it was closed"
        following = frame.end
    return start


def _flip_a_bit(story: Story, dice: random.Random, config: ShardConfig) -> None:
    """A bit in the durable journal changes: refused, or nothing but its last frame is gone."""
    for old in config.folder.glob("snapshot-*"):
        old.unlink()
    path = dice.choice(paths(config.folder))
    data = bytearray(path.read_bytes())
    last_frame = _last_frame(bytes(data))
    place = dice.randrange(last_frame if dice.random() < 0.2 else 0, len(data))
    data[place] ^= 1 << dice.randrange(8)
    path.write_bytes(data)
    try:
        shard = Shard.open(config)
    except JournalError as error:  # damaged, or with another bit of a newer format
        story.tell("flipped bit refused")
        named = str(path) in str(error) or "missing" in str(error)
    else:
        story.tell("flipped bit in the last frame cut off")
        shard.event_log.close()
        assert path == paths(config.folder)[-1], "damage before the last segment went unnoticed"
        assert place >= last_frame, "more than the last frame was cut off"
        assert path.stat().st_size <= place, "damage went unnoticed"
        named = True
    finally:
        _let_go()
    assert named, "the error does not say where the damage is"
