import json

from odoo import api, models

from ..breach import WARNING, find_filled, find_refusals, fold_breaches
from ..breach_sql import FIND_CLOSE_POSITIONS, UPSERT_BREACHES

# Event and priority of a breach by its weight.
TOLD_AS = {
    "high": ("risk.breach", "p2"),
    "medium": ("risk.warning", "p3"),
    "low": ("risk.warning", "p4"),
}


class BrokersyncRiskBreach(models.Model):
    """From the sidecar's events to breaches, and from new breaches to the risk officers."""

    _inherit = "brokersync.risk.breach"

    @api.model
    def _record(self, rows):
        """Record what a batch of applied events says about limits, and alert the risk officers of what is new."""
        breaches = find_refusals(rows) + self._find_close_positions(rows)
        if not breaches:
            return
        self.env.cr.execute(UPSERT_BREACHES, [json.dumps(breaches)])
        new_ids = [breach_id for breach_id, is_new in self.env.cr.fetchall() if is_new]
        self.invalidate_model()
        self.browse(new_ids)._alert()

    @api.model
    def _find_close_positions(self, rows):
        filled = find_filled(rows)
        if not filled:
            return []
        self.env.cr.execute(FIND_CLOSE_POSITIONS, [json.dumps(filled)])
        return fold_breaches(
            row
            | {
                "code": WARNING,
                "text": f"{row['lots']} of {row['position_limit']} contracts",
            }
            for row in self.env.cr.dictfetchall()
        )

    def _alert(self):
        """Tell every risk officer at once, and put an activity on what deserves attention."""
        if not self:
            return
        officers = self.env.ref("brokersync_crm.group_risk_officer")
        self.env["brokersync.notification"]._notify_many(
            [breach._news(officers.all_user_ids) for breach in self]
        )
        kind = self.env.ref("brokersync_risk.activity_type_breach")
        model_id = self.env["ir.model"]._get_id(self._name)
        # Without the e-mail Odoo would send for each: the screen has told already.
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": breach.id,
                    "activity_type_id": kind.id,
                    "user_id": user.id,
                    "summary": breach.display_name,
                    "note": breach.reason,
                    "automated": True,
                }
                for breach in self._unreported()
                for user in officers.all_user_ids.filtered("active")
            ]
        )

    def _unreported(self):
        """Those of some weight that no activity points at yet: one open activity for an account and code is enough."""
        found = self.filtered(lambda breach: breach.severity != "low")
        others = self.search(
            [
                ("state", "=", "open"),
                ("account_id", "in", found.account_id.ids),
                ("id", "not in", self.ids),
                ("activity_ids", "!=", False),
            ]
        )
        reported = {(breach.account_id, breach.code) for breach in others}
        unreported = self.browse()
        for breach in found.sorted("id"):
            if (key := (breach.account_id, breach.code)) not in reported:
                reported.add(key)
                unreported += breach
        return unreported

    def _news(self, officers):
        """What `_notify_many` takes. One account that runs into one limit again and again is told once a minute."""
        event, priority = TOLD_AS[self.severity]
        symbol = self.instrument_id.symbol
        return {
            "event": event,
            "priority": priority,
            "recipients": officers,
            "title": self.display_name,
            "body": f"{symbol}: {self.reason}" if symbol else self.reason,
            "record": self,
            "group_key": f"{self.account_id.id}:{self.code}",
        }

    def _notification_acknowledged(self):
        """Whoever acknowledges the notification has seen the breach."""
        if self.env.user.has_group("brokersync_crm.group_risk_officer"):
            self.with_user(self.env.user).action_acknowledge()
