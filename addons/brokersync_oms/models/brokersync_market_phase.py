import logging

from odoo import api, fields, models

from ..const import WORKING
from ..sidecar_client import SidecarClient, SidecarUnavailable

_logger = logging.getLogger(__name__)

PHASE = [
    ("pre_open", "Pre-open"),
    ("opening_auction", "Opening auction"),
    ("open", "Open"),
    ("halted", "Halted"),
    ("volatility_halt", "Volatility halt"),
    ("closing_auction", "Closing auction"),
    ("closed", "Closed"),
    ("expired", "Expired"),
]

HALTS = {"halted", "volatility_halt"}
AUCTIONS = {"opening_auction", "closing_auction"}


class BrokersyncMarketPhase(models.Model):
    """The phase each instrument was in when the job looked last; whoever has something at stake is told of a change.

    What begins and ends between two looks, a minute apart, is not told: charts and the market screen show it.
    """

    _name = "brokersync.market.phase"
    _description = "Phase of an instrument"
    _rec_name = "instrument_id"
    _allow_sudo_commands = False

    instrument_id = fields.Many2one("brokersync.instrument", required=True, ondelete="cascade")
    phase = fields.Selection(PHASE, required=True)

    _instrument_uniq = models.Constraint("UNIQUE (instrument_id)", "This instrument has its phase.")

    @api.model
    def _cron_watch(self):
        """Ask the sidecar, and tell of every change."""
        try:
            token = self.env["brokersync.token"]._market_token()
            answer = SidecarClient().get("/v1/instruments", token)
        except SidecarUnavailable as error:
            _logger.info("The phases of the market are not known: %s", error)
            return
        phases = {row["symbol"]: row["status"] for row in answer.body.get("items", [])}
        known = {one.instrument_id: one for one in self.search([])}
        for instrument in self.env["brokersync.instrument"].search(
            [("symbol", "in", list(phases))]
        ):
            phase = phases[instrument.symbol]
            if instrument not in known:
                self.create({"instrument_id": instrument.id, "phase": phase})
            elif (before := known[instrument].phase) != phase:
                known[instrument].phase = phase
                self._tell(instrument, before, phase)

    @api.model
    def _tell(self, instrument, before, phase):
        names = dict(self._fields["phase"]._description_selection(self.env))
        if HALTS & {before, phase}:
            event = "market.halted"
        else:
            event = "market.auction" if phase in AUCTIONS else "market.phase"
        firms = self._concerned(instrument)
        receivers = [*firms, firms.broker_ids] if firms.broker_ids else [*firms]
        self.env["brokersync.notification"]._notify_many(
            [
                {
                    "event": event,
                    "recipients": receiver,
                    "title": f"{instrument.symbol}: {names[phase].lower()}",
                    "body": self.env._("Before: %s", names[before].lower()),
                    "record": instrument,
                    "url": f"/my/market?symbol={instrument.symbol}"
                    if receiver._name == "brokersync.firm"
                    else "",
                    "facts": {"symbol": instrument.symbol, "phase": phase, "before": before},
                }
                for receiver in receivers
            ]
        )

    @api.model
    def _concerned(self, instrument):
        """Client firms with a position or a working order in the instrument."""
        here = ("instrument_id", "=", instrument.id)
        positions = self.env["brokersync.position"].search([here, ("net_qty", "!=", 0)])
        orders = self.env["brokersync.order"]._read_group(
            [here, ("ord_status", "in", WORKING)], ["firm_id"]
        )
        firms = positions.firm_id.union(*(firm for (firm,) in orders))
        return firms.filtered(lambda firm: not firm.house)
