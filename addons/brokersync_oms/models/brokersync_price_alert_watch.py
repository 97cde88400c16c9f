import logging
import time
from datetime import UTC, datetime

from odoo import api, models

from ..alerts.evaluate import evaluate
from ..alerts.history import SECOND, Bar, History
from ..sidecar_client import SidecarClient, SidecarUnavailable

_logger = logging.getLogger(__name__)

# Bars of a second are asked for a little after it is over, when its last trades have been written.
SETTLES = 2 * SECOND

MOST_BARS = 2000  # that the sidecar gives


class BrokersyncPriceAlert(models.Model):
    """The job that looks at the market for the alerts."""

    _inherit = "brokersync.price.alert"

    @api.model
    def _cron_watch(self):
        """Look at what has traded since the last time, and tell those whose conditions held."""
        alerts = self.search([("state", "=", "active"), ("user_id.active", "=", True)])
        if not alerts:
            return
        market = self._market(alerts.line_ids)
        until = time.time_ns() - SETTLES
        for alert in alerts:
            alert._look(market, until // SECOND * SECOND)
            self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _market(self, lines):
        """`{symbol: History}` of what the lines name; instruments the sidecar says nothing of are missing."""
        intervals = {}
        for line in lines:
            for instrument in line.instrument_id | line.other_id:
                wanted = intervals.setdefault(instrument.symbol, set())
                if line.kind.startswith(("averages", "rsi")) and instrument == line.instrument_id:
                    wanted.add(line.interval)
        client, market = SidecarClient(), {}
        token = self.env["brokersync.token"]._market_token()
        for symbol, wanted in intervals.items():
            try:
                bars = {
                    interval: self._bars(client, token, symbol, interval)
                    for interval in {"1s", "1m", *wanted}
                }
            except SidecarUnavailable as error:
                _logger.warning("No bars of %s for price alerts: %s", symbol, error)
                continue
            market[symbol] = History(bars["1s"], bars["1m"], bars)
        return market

    @api.model
    def _bars(self, client, token, symbol, interval):
        path = f"/v1/instruments/{symbol}/bars?interval={interval}&limit={MOST_BARS}"
        answer = client.get(path, token)
        if answer.refusal:
            raise SidecarUnavailable(answer.refusal["code"])
        return [Bar(*bar[:6]) for bar in answer.body["bars"]]

    def _look(self, market, until):
        """Look at one alert's market up to `until`, ns."""
        self.ensure_one()
        names = set((self.line_ids.instrument_id | self.line_ids.other_id).mapped("symbol"))
        if missing := names - market.keys():
            self.trouble = self.env._("No prices of %s just now.", ", ".join(sorted(missing)))
            return
        self.trouble = False
        if not self.seen:  # it watches from now on
            self.write({"seen": until})  # assigning would make a float of so large a number
            return
        own = {symbol: market[symbol] for symbol in names}
        standing, firings = evaluate(self._rule(), self._standing(), own, until)
        self.write({"seen": standing.seen, "armed": standing.armed, "fired": standing.fired})
        for moment in firings:
            self._fire(moment, own)

    def _fire(self, moment, market):
        """Tell the person what held, and when."""
        at = datetime.fromtimestamp(moment // SECOND, UTC).replace(tzinfo=None)
        decimals = {one.symbol: one.price_decimals for one in self.line_ids.instrument_id}
        prices = ", ".join(
            f"{symbol} {price:.{decimals.get(symbol, 2)}f}"
            for symbol, history in sorted(market.items())
            if (price := history.price(moment)) is not None
        )
        self.write(
            {
                "fired_at": at,
                "fired_count": self.fired_count + 1,
                "state": "active" if self.repeat else "done",
            }
        )
        self.env["brokersync.notification"]._notify(
            "market.price_alert",
            self.user_id,
            title=self.name,
            body=f"{self.summary}. {prices}",
            record=self,
            url="/my/alerts" if self.user_id.share else "",
        )
