from odoo import models

from ..kyc.steps import CLOSED


class ResUsers(models.Model):
    _inherit = "res.users"

    def _brokersync_attention(self):
        items = super()._brokersync_attention()
        if not self._brokersync_may("administer"):
            return items
        onboarding = self.env["brokersync.onboarding"].with_user(self)._for_client()
        if not onboarding:
            return items
        tasks = onboarding._client_tasks()
        open_tasks = [title for _code, title, missing in tasks if missing]
        if onboarding.state not in CLOSED and open_tasks:
            items.append(
                {
                    "title": self.env._("Your application needs you"),
                    "text": self.env._("Still to do: %s", ", ".join(open_tasks)),
                    "url": "/my/onboarding",
                    "level": "warning",
                }
            )
        elif onboarding.state == "approved" and any(
            code == "documents" and missing for code, _title, missing in tasks
        ):
            items.append(
                {
                    "title": self.env._("A document is missing or has expired"),
                    "text": self.env._("Please upload a new one."),
                    "url": "/my/onboarding/documents",
                    "level": "warning",
                }
            )
        return items
