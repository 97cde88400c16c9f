"""The relay's figures for Prometheus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector

if TYPE_CHECKING:
    from .leader import Leader
    from .sessions import Sessions


class RelayMetrics:
    """Counted in plain integers; made into families when Prometheus asks."""

    def __init__(self, leader: Leader, sessions: Sessions) -> None:
        self.requests: Counter[tuple[str, int]] = Counter()
        self._leader = leader
        self._sessions = sessions
        self._registry = CollectorRegistry()
        self._registry.register(self)
        ProcessCollector(registry=self._registry)

    def collect(self) -> Iterator[Metric]:
        """All families, for the registry."""
        sessions, leader = self._sessions, self._leader.current
        yield GaugeMetricFamily("relay_sessions", "Open WebSocket sessions", len(sessions))
        yield GaugeMetricFamily("relay_unanswered", "Commands without an answer", sessions.owed)
        epoch = leader.epoch if leader else 0
        yield GaugeMetricFamily("relay_epoch", "Number of the leader followed", epoch)
        yield CounterMetricFamily("relay_moves", "Changes of leader", sessions.moves)
        requests = CounterMetricFamily(
            "relay_requests", "REST requests", labels=["method", "status"]
        )
        for (method, status), count in sorted(self.requests.items()):
            requests.add_metric([method, str(status)], count)
        yield requests

    def render(self) -> bytes:
        """The text Prometheus reads."""
        return generate_latest(self._registry)
