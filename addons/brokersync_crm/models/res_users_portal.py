from odoo import models

# The most urgent first, as the portal's home lists them.
ATTENTION_LEVELS = ("danger", "warning", "info")


class ResUsers(models.Model):
    _inherit = "res.users"

    def _brokersync_attention(self):
        """What this client should look at first, for the portal's home.

        :return: list of dicts `title`, `text`, `url` (may be empty) and `level` (see `ATTENTION_LEVELS`). Other parts
                 of BrokerSync extend it: they add to what `super()` gives. Never for staff.
        """
        self.ensure_one()
        firm = self.brokersync_firm_id
        items = []
        if firm.account_status == "suspended":
            items.append(
                {
                    "title": self.env._("Your firm's account is suspended"),
                    "text": self.env._("New orders are refused. Your broker tells you why."),
                    "url": "/my/firm",
                    "level": "danger",
                }
            )
        if not self.totp_enabled and not self.auth_passkey_key_ids:
            items.append(
                {
                    "title": self.env._("Your login has only a password"),
                    "text": self.env._("Add an authenticator app or a passkey."),
                    "url": "/my/security",
                    "level": "warning",
                }
            )
        waiting = self.env["helpdesk.ticket"].search_count(
            [
                ("partner_id", "=", self.partner_id.id),
                ("stage_id", "=", self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_awaiting").id),
            ]
        )
        if waiting:
            items.append(
                {
                    "title": self.env._("The client desk asked you something"),
                    "text": self.env._("Tickets that wait for your answer: %s.", waiting),
                    "url": "/my/tickets",
                    "level": "info",
                }
            )
        return items
