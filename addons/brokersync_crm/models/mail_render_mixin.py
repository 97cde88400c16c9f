from odoo import models

from ..encrypted.fields import ALL, MASKED


class MailRenderMixin(models.AbstractModel):
    _inherit = "mail.render.mixin"

    def _render_template(self, template_src, model, res_ids, *args, **kwargs):
        """Mails leave the house: an encrypted field in a template shows its mask, whoever sends it."""
        masked = self.with_context(**{MASKED: ALL})
        return super(MailRenderMixin, masked)._render_template(
            template_src, model, res_ids, *args, **kwargs
        )
