from odoo.addons.portal.controllers.portal import CustomerPortal, pager
from odoo.http import request, route


class NotificationPortal(CustomerPortal):
    """A person's own notifications. Searched as the user: the record rule leaves nobody else's."""

    @route(
        ["/my/notifications", "/my/notifications/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def my_notifications(self, page=1, **kw):
        notifications = request.env["brokersync.notification"]
        domain = [("user_id", "=", request.env.uid), ("in_app", "=", True)]
        allowed = notifications.has_access("read")
        pages = pager(
            url="/my/notifications",
            page=page,
            step=self._items_per_page,
            total=notifications.search_count(domain) if allowed else 0,
        )
        found = (
            notifications.search(domain, limit=self._items_per_page, offset=pages["offset"])
            if allowed
            else notifications
        )
        return request.render(
            "brokersync_crm.portal_my_notifications",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "notifications",
                "pager": pages,
                # The event's category is reference data that clients have no access to.
                "notifications": found.sudo(),
                "unread": notifications._unread_of_user(),
            },
        )

    @route(
        "/my/notifications/<int:number>", type="http", auth="user", website=True, methods=["GET"]
    )
    def my_notification(self, number, **kw):
        """Mark as read and go to what it is about."""
        found = self._own(number)
        found.action_read()
        target = found.sudo()._target() if found else ""
        return request.redirect(target or "/my/notifications")

    @route("/my/notifications/read", type="http", auth="user", website=True, methods=["POST"])
    def my_notifications_read(self, **kw):
        request.env["brokersync.notification"]._unread_of_user().action_read()
        return request.redirect("/my/notifications")

    @route(
        "/my/notifications/<int:number>/acknowledge",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def my_notification_acknowledge(self, number, **kw):
        self._own(number).action_acknowledge()
        return request.redirect("/my/notifications")

    def _own(self, number):
        """The user's notification of this number, or none, whether it exists or not."""
        notifications = request.env["brokersync.notification"]
        if not notifications.has_access("read"):
            return notifications
        return notifications.search([("id", "=", number), ("user_id", "=", request.env.uid)])
