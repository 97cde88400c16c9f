from odoo import api, models
from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from .brokersync_notification_delivery import DeliveryError


class BrokersyncNotificationChannelEmail(models.AbstractModel):
    _name = "brokersync.notification.channel.email"
    _inherit = ["brokersync.notification.channel"]
    _description = "Notification by e-mail"

    @api.model
    def _send(self, delivery):
        notification = delivery.notification_id
        user = notification.user_id
        if not user.email_normalized:
            raise DeliveryError(
                self.env._("%s has no valid e-mail address.", user.name), final=True
            )
        company = user.company_id
        body = self.env["ir.qweb"]._render(
            "brokersync_crm.mail_notification",
            {"notification": notification, "link": self._link(notification), "company": company},
            lang=user.lang,
        )
        mail = self.env["mail.mail"].create(
            {
                "subject": self._subject(notification),
                "body_html": body,
                "email_from": company.email_formatted or self.env.user.email_formatted,
                "email_to": user.email_formatted,
                # The same on every attempt: a receiver shows two that crossed as one.
                "message_id": f"<{delivery.uid}@brokersync>",
                "auto_delete": True,
            }
        )
        try:
            mail.send(raise_exception=True)
            failure = mail.exists() and mail.state == "exception" and mail.failure_reason
        except MailDeliveryException as error:
            failure = ": ".join(map(str, error.args))
        if failure:
            mail.exists().unlink()  # or Odoo's own queue would try as well
            raise DeliveryError(failure)
        return False

    @api.model
    def _subject(self, notification):
        urgent = {"p1": self.env._("Critical: "), "p2": self.env._("Important: ")}
        return urgent.get(notification.priority, "") + notification.title
