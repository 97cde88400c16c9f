import re

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import UserError
from odoo.http import request, route

from ..models.brokersync_notification_event import CATEGORIES, PERSONAL_CHANNELS

TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")

CHANNEL_NAMES = {"in_app": "Bell", "email": "E-mail", "sms": "SMS", "push": "Push"}


class NotificationPreferencePortal(CustomerPortal):
    """How the logged-in person is told of what, and when not."""

    @route(
        "/my/notifications/preferences",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def my_notification_preferences(self, saved=None, **kw):
        return self._preference_page(success=request.env._("Saved.") if saved else None)

    @route(
        "/my/notifications/preferences", type="http", auth="user", website=True, methods=["POST"]
    )
    def my_notification_preferences_save(self, **form):
        try:
            with request.env.cr.savepoint():
                self._save_preferences(form)
        except UserError as error:
            return self._preference_page(error=str(error))
        return request.redirect("/my/notifications/preferences?saved=1")

    @route("/my/notifications/push/key", type="jsonrpc", auth="user")
    def my_push_key(self):
        """The public key with which a browser asks its push service for an address."""
        return request.env["mail.push.device"].sudo().get_web_push_vapid_public_key()

    @route("/my/notifications/push/on", type="jsonrpc", auth="user")
    def my_push_on(self, subscription, key):
        """Keep the address of this browser; it belongs to the logged-in person from now on."""
        request.env["mail.push.device"].register_devices(
            endpoint=subscription.get("endpoint"),
            keys=subscription.get("keys"),
            vapid_public_key=key,
        )
        return True

    @route("/my/notifications/push/off", type="jsonrpc", auth="user")
    def my_push_off(self, endpoint):
        request.env["mail.push.device"].unregister_devices(endpoint=endpoint)
        return True

    def _save_preferences(self, form):
        user = request.env.user
        events = user._brokersync_notification_events()
        request.env["brokersync.notification.preference"]._choose(
            {
                event: {name for name in PERSONAL_CHANNELS if form.get(f"{event.id}-{name}")}
                for event in events
            }
        )
        # A person may set these of the own login; nothing else is taken from the form.
        user.sudo().write(
            {
                "brokersync_quiet": bool(form.get("quiet")),
                "brokersync_quiet_from": self._hours(form.get("quiet_from")),
                "brokersync_quiet_to": self._hours(form.get("quiet_to")),
            }
        )

    def _hours(self, text):
        found = TIME.fullmatch(text or "")
        if not found:
            raise UserError(
                request.env._("Quiet hours: “%s” is not a time such as 22:00.", (text or "")[:10])
            )
        return int(found[1]) + int(found[2]) / 60

    def _preference_page(self, **outcome):
        user = request.env.user
        events = user._brokersync_notification_events()
        chosen = request.env["brokersync.notification.preference"]._chosen(user, events)
        rows = {
            event: chosen.get(
                (user.id, event.id), {name for name in PERSONAL_CHANNELS if event[name]}
            )
            for event in events
        }
        return request.render(
            "brokersync_crm.portal_my_notification_preferences",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "notification_preferences",
                "categories": [
                    (label, found)
                    for code, label in CATEGORIES
                    if (found := events.filtered(lambda one, code=code: one.category == code))
                ],
                "rows": rows,
                "channels": CHANNEL_NAMES,
                "reachable": user._brokersync_reachable()[user.sudo()],
                "quiet_from": self._clock(user.brokersync_quiet_from),
                "quiet_to": self._clock(user.brokersync_quiet_to),
                **outcome,
            },
        )

    def _clock(self, hours):
        minutes = round(hours * 60) % 1440
        return f"{minutes // 60:02}:{minutes % 60:02}"
