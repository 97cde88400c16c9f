import json

from odoo import api, models

from ..breach import WARNING, find_filled, find_refusals, fold_breaches
from ..breach_sql import FIND_CLOSE_POSITIONS, UPSERT_BREACHES

NOTICE = "brokersync_risk/breach"


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
        """A message on every risk officer's screen at once, and an activity for what deserves attention."""
        if not self:
            return
        officers = self.env.ref("brokersync_crm.group_risk_officer")
        officers._bus_send(NOTICE, {"breaches": [breach._notice() for breach in self]})
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
                    "note": breach.text,
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

    def _notice(self):
        labels = dict(self._fields["code"]._description_selection(self.env))
        return {
            "id": self.id,
            "account": self.account_id.code,
            "label": labels[self.code],
            "text": self.text,
            "symbol": self.instrument_id.symbol or "",
            "severity": self.severity,
        }
