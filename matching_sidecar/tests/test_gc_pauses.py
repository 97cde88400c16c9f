"""Pauses of the garbage collector are seen, and only while they are watched."""

import gc

from matching_sidecar.gc_pauses import GcPauses


def test_collections_are_observed_while_watched():
    pauses = GcPauses()
    pauses.watch()
    gc.collect()
    pauses.stop()
    gc.collect()
    assert sum(pauses.seconds.counts) == 1
    assert pauses.longest == pauses.seconds.sum > 0


def test_stopping_without_watching_is_harmless():
    GcPauses().stop()
