"""Figures for Prometheus. On the path of an order they are plain integers; Prometheus objects are made when it asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    Metric,
)
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector

from .gc_pauses import GcPauses
from .histogram import Histogram
from .model.enums import EXEC_TYPE_NAMES
from .model.events import Execution

if TYPE_CHECKING:
    from .shard.reply import Batch

SECONDS = (0.0001, 0.00025, 0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5)
COMMANDS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)


class Metrics:
    """The sidecar's figures. ``gauges`` are asked when Prometheus asks: name, what it means, value."""

    def __init__(self) -> None:
        self.reports: Counter[int] = Counter()
        self.rejects: Counter[str] = Counter()
        self.refusals: Counter[str] = Counter()
        self.requests: Counter[tuple[str, int]] = Counter()
        self.request_seconds = Histogram(SECONDS)
        self.ack_seconds = Histogram(SECONDS)
        self.sync_seconds = Histogram(SECONDS)
        self.batch_commands = Histogram(COMMANDS)
        self.gc_pauses = GcPauses()
        self.gauges: list[tuple[str, str, Callable[[], float]]] = []
        self._registry = CollectorRegistry()
        self._registry.register(self)
        ProcessCollector(registry=self._registry)
        GCCollector(registry=self._registry)

    def on_batch(self, batch: Batch) -> None:
        """Count what a durable batch did."""
        self.batch_commands.observe(batch.commands)
        if batch.sync_seconds:
            self.sync_seconds.observe(batch.sync_seconds)
        reports = self.reports
        for event in batch.events:
            if type(event) is Execution:
                reports[event.exec_type] += 1
                if event.code:
                    self.rejects[event.code] += 1
            else:
                self.rejects[event.code] += 1

    def collect(self) -> Iterator[Metric]:
        """All families, for the registry."""
        for name, text, value in self.gauges:
            yield GaugeMetricFamily(f"sidecar_{name}", text, value())
        reports = CounterMetricFamily(
            "sidecar_execution_reports", "Execution reports by type", labels=["exec_type"]
        )
        for number, name in EXEC_TYPE_NAMES.items():
            reports.add_metric([name], self.reports[number])
        yield reports
        yield _by_code("sidecar_codes", "Events that carry a reason code", self.rejects)
        yield _by_code("sidecar_refusals", "Messages refused at the edge", self.refusals)
        requests = CounterMetricFamily(
            "sidecar_requests", "REST requests", labels=["method", "status"]
        )
        for (method, status), count in sorted(self.requests.items()):
            requests.add_metric([method, str(status)], count)
        yield requests
        yield self.request_seconds.family(
            "sidecar_request_seconds", "From a whole REST request to its answer"
        )
        yield self.ack_seconds.family(
            "sidecar_ack_seconds", "From a command's arrival to its answer"
        )
        yield self.sync_seconds.family("sidecar_journal_sync_seconds", "Making a commit durable")
        yield self.batch_commands.family("sidecar_batch_commands", "Commands in a commit")
        pauses = self.gc_pauses
        yield pauses.seconds.family("sidecar_gc_seconds", "Pauses of the garbage collector")
        yield GaugeMetricFamily("sidecar_gc_longest_seconds", "Longest of them", pauses.longest)

    def render(self) -> bytes:
        """The text Prometheus reads."""
        return generate_latest(self._registry)


def _by_code(name: str, text: str, counts: Counter[str]) -> CounterMetricFamily:
    family = CounterMetricFamily(name, text, labels=["code"])
    for code, count in sorted(counts.items()):
        family.add_metric([code], count)
    return family
