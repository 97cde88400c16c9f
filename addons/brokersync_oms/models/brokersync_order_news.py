from odoo import api, fields, models
from odoo.tools import SQL

from ..big_integer import BigInteger
from ..order_news import GATHER, WORDS, words

CRON = "brokersync_oms.cron_order_news"

SPAN = 50_000  # events that are gathered at once


class BrokersyncOrderNews(models.Model):
    """How far clients were told what became of their orders.

    The seam applies thousands of events a second and must not wait for this: a job gathers from the executions, one
    line for each firm, event, instrument and side. A shard begins with the events after it was first seen.
    """

    _name = "brokersync.order.news"
    _description = "Events of orders told to clients"
    _rec_name = "shard_id"
    _allow_sudo_commands = False

    shard_id = fields.Many2one("brokersync.shard", required=True, ondelete="cascade")
    told_seq = BigInteger("Told up to event", required=True, default=0)

    _shard_uniq = models.Constraint("UNIQUE (shard_id)", "This shard has its place.")

    @api.model
    def _cron_tell(self):
        """Tell what happened since the last time."""
        for shard in self.env["brokersync.shard"].search([("last_seq", ">=", 0)]):
            place = self.search([("shard_id", "=", shard.id)])
            if not place:
                self.create({"shard_id": shard.id, "told_seq": shard.last_seq})
                continue
            while place.told_seq < shard.last_seq:
                until = min(shard.last_seq, place.told_seq + SPAN)
                self._tell(shard, place.told_seq, until)
                place.told_seq = until
                self.env["ir.cron"]._commit_progress(1, remaining=shard.last_seq - until)

    @api.model
    def _tell(self, shard, since, until):
        wanted = self.env["brokersync.notification.event"].sudo()._wanted(WORDS)
        if not wanted:
            return
        self.env.flush_all()
        self.env.cr.execute(SQL(GATHER, shard.id, since, until, wanted))
        rows = self.env.cr.dictfetchall()
        self.env["brokersync.notification"]._notify_many([self._item(row) for row in rows])

    @api.model
    def _tell_refusal(self, row):
        """Tell of a request that the sidecar refused at its edge, which has no number."""
        if row.get("exec_type") != "rejected":
            return
        facts = {"count": 1, "quantity": row["order_qty"], "value": 0, "order_id": row["order"]}
        item = self._item({**row, **facts, "event": "order.rejected"})
        self.env["brokersync.notification"]._notify_many([item])

    @api.model
    def _item(self, row):
        """What `_notify_many` takes, of a row of GATHER."""
        instrument = self.env["brokersync.instrument"].browse(row["instrument_id"])
        order = self.env["brokersync.order"].browse(row["order_id"])
        facts = {
            "count": row["count"],
            "quantity": row["quantity"],
            "value": row["value"],
            "symbol": instrument.symbol or "",
            "decimals": str(instrument.price_decimals),
            "side": row["side"],
            "code": row["code"] or "",
        }
        return {
            "event": row["event"],
            "recipients": self.env["brokersync.firm"].browse(row["firm_id"]),
            "title": words(row["event"], facts, self.env.lang),
            "body": self._reason(row, order),
            "record": order if order.id and row["count"] == 1 else None,
            "url": "" if order.id and row["count"] == 1 else "/my/orders?filterby=all",
            "group_key": f"{row['instrument_id']}:{row['side']}",
            "facts": facts,
        }

    @api.model
    def _reason(self, row, order):
        """Why, with the numbers of the order when it is one alone."""
        if not row["code"]:
            return ""
        alone = order if row["count"] == 1 else order.browse()
        return alone._reason(row["code"], row.get("text"), entered=row["event"] == "order.rejected")
