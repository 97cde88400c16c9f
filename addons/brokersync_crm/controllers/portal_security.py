from datetime import timedelta

from odoo import fields
from odoo.addons.portal.controllers.portal import CustomerPortal, get_error
from odoo.exceptions import AccessDenied, UserError
from odoo.http import request, route

KEY_SCOPE = "rpc"
KEY_DAYS = ("7", "30", "90")
KEY_NAME_SIZE = 64
PASSWORD_FIELDS = ("old", "new1", "new2")


class SecurityPortal(CustomerPortal):
    """/my/security: everything a login can be entered with, on one page. Each form asks for the password again, except
    those that only take access away."""

    @route()
    def security(self, **post):
        if request.httprequest.method == "POST":
            post = {name: post.get(name) or "" for name in PASSWORD_FIELDS}
        response = super().security(**post)
        response.qcontext.update(self._security_values())
        return response

    @route("/my/security/keys", type="http", auth="user", website=True, methods=["POST"])
    def my_security_key(self, name="", days="", password="", **kw):
        def make():
            self._check_password(password)
            label = name.strip()
            if not label or len(label) > KEY_NAME_SIZE or not label.isprintable():
                raise UserError(
                    request.env._("Name the key after its use, in %s characters.", KEY_NAME_SIZE)
                )
            if days not in KEY_DAYS:
                raise UserError(request.env._("Choose how long the key lives."))
            ends = fields.Datetime.now() + timedelta(days=int(days))
            return {"new_key": request.env["res.users.apikeys"]._generate(KEY_SCOPE, label, ends)}

        return self._security_act(make)

    @route(
        "/my/security/keys/<int:key_id>/remove",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def my_security_key_remove(self, key_id, **kw):
        # Searched as the user: record rules show only the own keys.
        request.env["res.users.apikeys"].search([("id", "=", key_id)])._remove()
        return request.redirect("/my/security")

    @route(
        "/my/security/programs/<int:client_id>/withdraw",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def my_security_program_withdraw(self, client_id, **kw):
        def withdraw():
            client = request.env.user._brokersync_withdraw_program(client_id)
            if not client:
                raise UserError(request.env._("This program has no access any more."))
            return {"withdrawn_program": client}

        return self._security_act(withdraw)

    @route(
        "/my/security/devices/<int:device_id>/revoke",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def my_security_device_revoke(self, device_id, **kw):
        self._own_devices().filtered(lambda device: device.id == device_id)._revoke()
        return request.redirect("/my/security")

    @route("/my/security/recovery", type="http", auth="user", website=True, methods=["POST"])
    def my_security_recovery(self, password="", **kw):
        def renew():
            self._check_password(password)
            user = request.env.user
            if not user.totp_enabled:
                raise UserError(request.env._("Set up an authenticator app first."))
            return {"new_recovery_codes": request.env["brokersync.recovery.code"]._renew(user)}

        return self._security_act(renew)

    def _check_password(self, password):
        """Raise UserError unless it is the user's; wrong ones count against the login like at the door."""
        user = request.env.user
        credential = {"type": "password", "login": user.login, "password": password}
        try:
            user.with_user(user)._check_credentials(credential, {"interactive": True})
        except AccessDenied as error:
            raise UserError(request.env._("The password is wrong.")) from error

    def _security_act(self, act):
        try:
            with request.env.cr.savepoint():
                values = act()
        except UserError as error:
            values = {"error": str(error)}
        response = request.render(
            "portal.portal_my_security",
            {
                **self._prepare_portal_layout_values(),
                "get_error": get_error,
                "open_deactivate_modal": False,
                **self._security_values(),
                **values,
            },
        )
        # A key or code stands on this page once: it must not be found in a cache.
        response.headers["Cache-Control"] = "no-store"
        return response

    def _security_values(self):
        user = request.env.user
        return {
            "client_firm": user.brokersync_firm_id,
            "second_factor_required": user._brokersync_mfa_missing(),
            "devices": self._own_devices(),
            "api_keys": request.env["res.users.apikeys"].search([("user_id", "=", user.id)]),
            "key_days": KEY_DAYS,
            "programs": user._brokersync_programs(),
            "recovery_codes_left": request.env["brokersync.recovery.code"]
            .sudo()
            .search_count([("user_id", "=", user.id), ("used_at", "=", False)]),
        }

    def _own_devices(self):
        """Sessions of the user; one line for each browser. Clients have no access to the model itself."""
        return request.env["res.device"].sudo().search([("user_id", "=", request.env.uid)])
