import contextlib
import json

from odoo import api, models
from odoo.exceptions import ValidationError

from ..notify.safe_http import NoAnswer, UnsafeAddress, check_url, resolve

MAX_DEVICES = 10


class MailPushDevice(models.Model):
    """Browsers name the address of their push service; Odoo takes any, also one inside this network."""

    _inherit = "mail.push.device"

    @api.model
    def register_devices(self, **kw):
        """Core's registration, for addresses that may be called only.

        :raise ValidationError: an address that is not public, keys that are none, or too many browsers
        """
        endpoint = kw.get("endpoint")
        if endpoint:
            self._check_endpoint(endpoint)
            own = self.sudo().search([("partner_id", "=", self.env.user.partner_id.id)], order="id")
            if len(own) >= MAX_DEVICES and endpoint not in own.mapped("endpoint"):
                own[0].unlink()
        keys = kw.get("keys")
        if "keys" in kw and not (
            isinstance(keys, dict)
            and all(isinstance(keys.get(name), str) for name in ("p256dh", "auth"))
            and len(json.dumps(keys)) < 500
        ):
            raise ValidationError(self.env._("These are not the keys of a push subscription."))
        return super().register_devices(**kw)

    @api.model
    def unregister_devices(self, **kw):
        """Core's removal, of the caller's own browsers only."""
        own = self.sudo().search(
            [
                ("endpoint", "=", str(kw.get("endpoint") or "")),
                ("partner_id", "=", self.env.user.partner_id.id),
            ]
        )
        own.unlink()

    @api.model
    def _check_endpoint(self, endpoint):
        try:
            # A name that is not known now may be later; it is looked up again when it is called.
            with contextlib.suppress(NoAnswer):
                resolve(check_url(str(endpoint)))
        except UnsafeAddress as error:
            raise ValidationError(self.env._("Push address: %s", error)) from error
