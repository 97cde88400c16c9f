"""What the tests of order groups share."""

from matching_sidecar.engine import state
from matching_sidecar.tests.desk import Desk


def restart(desk: Desk) -> None:
    before = state.dump(desk.engine)
    desk.engine = state.restore(before)
    assert state.dump(desk.engine) == before
