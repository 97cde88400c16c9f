from odoo.http import Controller, request, route

SHOWN = 20  # the newest; the rest is a click away


class NotificationController(Controller):
    """The bell of backend and portal. Everything is read and written as the user, who has only his or her own."""

    @route("/brokersync/notifications", type="jsonrpc", auth="user", readonly=True)
    def notifications(self):
        """Unread notifications: `{count, items: [newest first, at most 20]}`."""
        unread = request.env["brokersync.notification"]._unread_of_user()
        return {"count": len(unread), "items": [one._as_notice() for one in unread[:SHOWN].sudo()]}

    @route("/brokersync/notifications/read", type="jsonrpc", auth="user")
    def read(self, ids=None):
        """Mark these as read, or all when no ids are given."""
        self._unread(ids).action_read()
        return self.notifications()

    @route("/brokersync/notifications/acknowledge", type="jsonrpc", auth="user")
    def acknowledge(self, ids):
        """Say that someone is looking at these."""
        self._unread(ids).action_acknowledge()
        return self.notifications()

    def _unread(self, ids):
        unread = request.env["brokersync.notification"]._unread_of_user()
        wanted = ids if isinstance(ids, list) else None
        return unread if ids is None else unread.filtered(lambda one: one.id in (wanted or ()))
