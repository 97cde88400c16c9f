from odoo import models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Log mail to traders before what was sent is deleted."""
        communications = self.env["brokersync.communication"]
        for mail in self:
            if failure_type:
                reason = failure_reason or mail.failure_reason or failure_type
                communications._log_sent_mail(mail, "failed", reason)
            else:
                communications._log_sent_mail(mail, "sent")
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
