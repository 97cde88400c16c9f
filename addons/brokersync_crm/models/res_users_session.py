from odoo import models


class ResUsers(models.Model):
    """Sessions and devices of a user."""

    _inherit = "res.users"

    def _brokersync_notify_new_device(self, trace):
        """Tell the user that a device of a kind never seen before has logged in; `trace` is what the session noted."""
        self.ensure_one()
        device = self.env._(
            "%(browser)s on %(platform)s", browser=trace["browser"], platform=trace["platform"]
        )
        self.env["brokersync.security.event"]._log(
            "session", "success", action="new device", user=self, device=device
        )
        self.env["brokersync.notification"]._notify(
            "account.new_device",
            self,
            title=self.env._("New device: %s", device),
            body=self.env._(
                "Somebody logged in as %(login)s from %(device)s, address %(address)s. "
                "If it was not you, end the session, change your password and call your broker.",
                login=self.login,
                device=device,
                address=trace["ip_address"],
            ),
            url="/my/security",
        )

    def _brokersync_limit_sessions(self, current):
        """End the user's oldest sessions beyond the number their groups allow; never the `current` one."""
        self.ensure_one()
        allowed = self._brokersync_max_sessions()
        if not allowed:
            return
        devices = self.env["res.device"].search(
            [("user_id", "=", self.id)], order="last_activity desc, id desc"
        )
        identifiers = list(dict.fromkeys([current, *devices.mapped("session_identifier")]))
        surplus = set(identifiers[allowed:])
        devices.filtered(lambda device: device.session_identifier in surplus)._revoke()

    def _brokersync_max_sessions(self):
        """The strictest of the groups' limits; 0 for no limit."""
        limits = [group.max_sessions for group in self.sudo().all_group_ids if group.max_sessions]
        return min(limits, default=0)
