from collections import defaultdict
from datetime import datetime, time, timedelta
from decimal import Decimal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.tools import SQL

from ..const import FILLS
from ..statement import Fill, fold

NANOSECONDS = 1_000_000_000


class BrokersyncAccount(models.Model):
    _inherit = "brokersync.account"

    def action_statement(self):
        """Open the account's statement of this month."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/my/statements?account={self.id}",
            "target": "new",
        }

    def action_print_this_month(self):
        """Download the statement of this month until today as a PDF."""
        return self._print_month_until(fields.Date.context_today(self.env.user))

    def action_print_last_month(self):
        """Download the statement of the whole last month as a PDF."""
        today = fields.Date.context_today(self.env.user)
        return self._print_month_until(today.replace(day=1) - timedelta(days=1))

    def _print_month_until(self, last):
        """The action that downloads it; the route decides once more."""
        self.ensure_one()
        self.check_access("read")
        query = urlencode({"account": self.id, "from": last.replace(day=1), "to": last})
        return {
            "type": "ir.actions.act_url",
            "url": f"/my/statements/statement.pdf?{query}",
            "target": "download",
        }

    def _statement(self, first, last):
        """The statement of a period, as far as the user may read executions.

        :param first: date, in the user's time zone
        :param last: date, included
        :return: dict: `lines` (dicts with `instrument`, `line`, `last_px`, `realized`, `unrealized`), `executions`
            of the period in their order, `totals` (dicts with `currency`, `realized`, `unrealized`), `tz`; results are
            rounded to the digits of their currency
        """
        self.ensure_one()
        tz = ZoneInfo(self.env.user.tz or "UTC")
        start, end = _begin(first, tz), _begin(last + timedelta(days=1), tz)
        executions = self.env["brokersync.execution"].search(
            [
                ("account_id", "=", self.id),
                ("exec_type", "in", FILLS),
                ("multileg", "!=", "multileg"),  # its legs are the position
                ("ts", "<", end),
            ],
            order="ts, seq",
        )
        folded = fold(map(_fill, executions), start)
        instruments = self.env["brokersync.instrument"].browse(folded).sorted("symbol")
        prices = self._last_prices(instruments, end)
        lines, totals = [], defaultdict(lambda: [0.0, 0.0])
        for instrument in instruments:
            line = folded[instrument.id]
            if not line.moved:
                continue
            last_px = Decimal(str(prices.get(instrument.id, 0)))
            # Rounded here, once: the lines add up to the total on every screen, paper and file.
            currency, multiplier = instrument.currency_id, instrument.multiplier
            realized = currency.round(float(line.realized) * multiplier)
            unrealized = currency.round(float(line.closing.unrealized(last_px)) * multiplier)
            totals[currency][0] += realized
            totals[currency][1] += unrealized
            lines.append(
                {
                    "instrument": instrument,
                    "line": line,
                    "last_px": float(last_px),
                    "realized": realized,
                    "unrealized": unrealized,
                }
            )
        return {
            "lines": lines,
            "executions": executions.filtered(lambda execution: execution.ts >= start),
            "totals": [
                {"currency": currency, "realized": realized, "unrealized": unrealized}
                for currency, (realized, unrealized) in totals.items()
            ],
            "tz": tz.key,
        }

    def _last_prices(self, instruments, end):
        """Price of each instrument's last trade in the whole market before `end` (ns): what the period closes at."""
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT i.id, (
                        SELECT x.last_px FROM brokersync_execution x
                         WHERE x.instrument_id = i.id AND x.exec_type = 'trade' AND x.ts < %s
                           AND x.multileg IS DISTINCT FROM 'leg'
                         ORDER BY x.ts DESC LIMIT 1)
                      FROM brokersync_instrument i WHERE i.id = ANY(%s)
                    """,
                    end,
                    instruments.ids,
                )
            )
        )


def _begin(day, tz):
    """Midnight of a date in a time zone, in nanoseconds since 1970."""
    return int(datetime.combine(day, time(), tz).timestamp()) * NANOSECONDS


def _fill(execution):
    shard = execution.shard_id.id
    return Fill(
        key=(shard, execution.seq),
        ref=(shard, execution.exec_ref_seq),
        ts=execution.ts,
        exec_type=execution.exec_type,
        instrument=execution.instrument_id.id,
        side=execution.side,
        qty=execution.last_qty,
        px=Decimal(str(execution.last_px)),
    )
