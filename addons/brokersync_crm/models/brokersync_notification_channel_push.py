import json

from odoo import api, models
from odoo.addons.mail.tools.web_push import DeviceUnreachableError, push_to_end_point

from ..notify.safe_http import NoAnswer, UnsafeAddress, post
from .brokersync_notification_delivery import DeliveryError

ICON = "/brokersync_crm/static/description/icon.png"

# The push service's own limit is 4096 bytes after encryption; one record, as every browser reads it.
LONGEST_BODY = 1000  # characters


class _GuardedSession:
    """What `push_to_end_point` needs of a session. The browser names the address, so it may be anywhere."""

    def post(self, url, *, headers, data, timeout):
        self.answer = post(url, data, headers)
        return self.answer


class BrokersyncNotificationChannelPush(models.AbstractModel):
    """Web push (RFC 8030, 8291) to every browser in which the receiver has switched it on."""

    _name = "brokersync.notification.channel.push"
    _inherit = ["brokersync.notification.channel"]
    _description = "Notification by web push"

    @api.model
    def _send(self, delivery):
        user = delivery.notification_id.user_id
        devices = self.env["mail.push.device"].search([("partner_id", "=", user.partner_id.id)])
        errors = [error for device in devices if (error := self._push(device, delivery))]
        if not devices or len(errors) == len(devices):
            raise DeliveryError(
                "; ".join(errors) or self.env._("%s has no browser switched on.", user.name),
                final=not devices.exists(),
            )
        return False

    @api.model
    def _push(self, device, delivery):
        """Send to one browser; gives what went wrong. A browser that is gone is forgotten."""
        parameters = self.env["ir.config_parameter"].sudo()
        session = _GuardedSession()
        try:
            push_to_end_point(
                base_url=device.get_base_url(),
                device={"endpoint": device.endpoint, "keys": device.keys},
                payload=json.dumps(self._payload(delivery.notification_id)),
                vapid_private_key=parameters.get_param("mail.web_push_vapid_private_key"),
                vapid_public_key=parameters.get_param("mail.web_push_vapid_public_key"),
                session=session,
            )
        except DeviceUnreachableError:
            device.unlink()
            return self.env._("the browser is gone")
        except (UnsafeAddress, NoAnswer) as error:
            return str(error)
        except ValueError as error:  # keys that are none
            device.unlink()
            return str(error)
        code = session.answer.status_code
        return "" if 200 <= code < 300 else self.env._("the push service answered %s", code)

    @api.model
    def _payload(self, notification):
        """What Odoo's worker and the portal's show; `url` is for the portal's, `model` and `res_id` for Odoo's."""
        about = notification._about()
        record = about if about and not notification.user_id.share else notification
        return {
            "title": notification.title,
            "options": {
                "body": (notification.body or "")[:LONGEST_BODY],
                "icon": ICON,
                "tag": f"brokersync-{notification.id}",
                "requireInteraction": notification.priority == "p1",
                "data": {
                    "url": f"/my/notifications/{notification.id}",
                    "model": record._name,
                    "res_id": record.id,
                },
            },
        }
