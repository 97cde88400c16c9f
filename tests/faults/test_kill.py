"""`kill -9` under load: nothing that was acknowledged is lost, nothing is there twice."""

import random
import time

from tests.faults.flow import Flow
from tests.faults.inspection import check_invariants, read

ROUNDS = 20


def test_twenty_kills_lose_and_double_nothing(lab):
    flow, dice = Flow(), random.Random(20)
    gaps = []
    for _ in range(ROUNDS):
        started = time.monotonic()
        lab.start()
        gaps.append(time.monotonic() - started)
        flow.start(lab)
        flow.answers(60)
        time.sleep(dice.uniform(0.0, 0.2))
        lab.kill()
        flow.stop()
    lab.start()
    lab.stop()
    assert len(flow.acked) > 1000, "the flow was too thin to prove anything"
    with_snapshot, events = read(lab.data)
    check_invariants(events, flow.acked)
    replayed, events_again = read(lab.data, snapshots=False)
    assert replayed == with_snapshot
    assert events_again == events
    print(  # noqa: T201 - what pytest -s shows
        f"{ROUNDS} kills, {len(flow.sent)} sent, {len(flow.acked)} acknowledged, 0 lost, "
        f"slowest restart {max(gaps):.2f} s"
    )


def test_resending_after_a_kill_gives_the_original_answer(lab):
    flow = Flow()
    lab.start()
    flow.start(lab)
    flow.answers(200)
    lab.kill()
    flow.stop()
    before = dict(flow.acked)
    lab.start()
    # The client cannot know what became of the rest: it sends everything again.
    again = Flow()
    numbers = iter(flow.sent.values())
    again.order = lambda: next(numbers, None) or flow.order()
    again.start(lab)
    deadline = time.monotonic() + 60
    while not flow.sent.keys() <= again.acked.keys() and time.monotonic() < deadline:
        time.sleep(0.05)
    again.stop()
    lab.stop()
    assert {name: again.acked[name] for name in before} == before
    _digest, events = read(lab.data)
    check_invariants(events, again.acked)


def test_sigterm_under_load_drains_and_ends_cleanly(lab):
    lab.start()
    flow = Flow()
    flow.start(lab)
    flow.answers(200)
    assert lab.stop() == 0
    flow.stop()
    _digest, events = read(lab.data)
    check_invariants(events, flow.acked)
    answered = flow.acked.keys() | flow.refused.keys()
    assert set(flow.refused.values()) <= {"NOT_READY", "OVERLOADED"}
    assert len(answered) > 100
