from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _brokersync_attention(self):
        """What the client was told as important and nobody has acknowledged yet."""
        items = super()._brokersync_attention()
        waiting = self.env["brokersync.notification"].search(
            [
                ("user_id", "=", self.id),
                ("acknowledge_required", "=", True),
                ("acknowledged_at", "=", False),
            ],
            limit=3,
        )
        return items + [
            {
                "title": one.title,
                "text": one.body or "",
                "url": f"/my/notifications/{one.id}",
                "level": "danger" if one.priority == "p1" else "warning",
            }
            for one in waiting
        ]
