from werkzeug.exceptions import Forbidden

from odoo.addons.base.models.res_partner import _tz_get
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import UserError
from odoo.http import request, route

PHONE_SIZE = 32


class ProfilePortal(CustomerPortal):
    """The person behind a client's login. Odoo's own pages for it change names and addresses unasked: closed here."""

    @route("/my/profile", type="http", auth="user", website=True, methods=["GET", "POST"])
    def my_profile(self, **form):
        if request.httprequest.method == "GET":
            return self._profile_page()
        return self._profile_act(self._save_profile, request.env._("Profile saved."), form)

    @route("/my/profile/name", type="http", auth="user", website=True, methods=["POST"])
    def my_profile_name(self, **form):
        return self._profile_act(
            self._ask_for_name, request.env._("Your broker has been asked."), form
        )

    @route("/my/profile/email", type="http", auth="user", website=True, methods=["GET"])
    def my_profile_email_link(self, token="", **kw):
        """Mail programs open links on their own: the address changes with the button of this page only."""
        return self._profile_page(
            token=token, new_email=request.env.user._read_email_change(token) or False
        )

    @route("/my/profile/email", type="http", auth="user", website=True, methods=["POST"])
    def my_profile_email(self, **form):
        return self._profile_act(
            lambda form: request.env.user._request_email_change(
                form.get("email"), form.get("password")
            ),
            request.env._("Open the link in the mail to your new address to confirm it."),
            form,
        )

    @route("/my/profile/email/confirm", type="http", auth="user", website=True, methods=["POST"])
    def my_profile_email_confirm(self, token="", **kw):
        def confirm(form):
            user = request.env.user
            user._confirm_email_change(token)
            # The session's token is made from the login: this session goes on, the others end.
            request.session.session_token = user._compute_session_token(request.session.sid)

        return self._profile_act(confirm, request.env._("Your e-mail address has changed."), {})

    @route()
    def account(self, **kw):
        return request.redirect("/my/profile") if self._is_client() else super().account(**kw)

    @route()
    def my_addresses(self, **kw):
        return request.redirect("/my/firm") if self._is_client() else super().my_addresses(**kw)

    @route()
    def portal_address(self, *args, **kw):
        if self._is_client():
            return request.redirect("/my/profile")
        return super().portal_address(*args, **kw)

    @route()
    def portal_address_submit(self, *args, **kw):
        self._refuse_client()
        return super().portal_address_submit(*args, **kw)

    @route()
    def address_archive(self, *args, **kw):
        self._refuse_client()
        return super().address_archive(*args, **kw)

    @route()
    def deactivate_account(self, *args, **kw):
        self._refuse_client()
        return super().deactivate_account(*args, **kw)

    def _is_client(self):
        return bool(request.env.user.brokersync_trader_id)

    def _refuse_client(self):
        if self._is_client():
            raise Forbidden

    def _save_profile(self, form):
        user = request.env.user
        phone = (form.get("phone") or "").strip()
        if len(phone) > PHONE_SIZE or not phone.isprintable():
            raise UserError(request.env._("Phone: at most %s characters on one line.", PHONE_SIZE))
        if form.get("lang") not in dict(request.env["res.lang"].get_installed()):
            raise UserError(request.env._("Choose a language."))
        if form.get("tz") not in dict(_tz_get(user)):
            raise UserError(request.env._("Choose a time zone."))
        user.with_user(user).write({"phone": phone, "lang": form["lang"], "tz": form["tz"]})

    def _ask_for_name(self, form):
        user = request.env.user
        name = (form.get("name") or "").strip()
        if not name or len(name) > 128 or not name.isprintable():
            raise UserError(request.env._("Give the name, at most 128 characters."))
        if not user.brokersync_firm_id:
            raise UserError(request.env._("Your login is not connected to a client firm."))
        user.brokersync_firm_id._tell_brokers(
            request.env._("%s asks for another name", user.name),
            request.env._("New name: %s. Look at an identity document first.", name),
        )

    def _profile_act(self, act, success, form):
        try:
            with request.env.cr.savepoint():
                act(form)
        except UserError as error:
            return self._profile_page(error=str(error), form=form)
        return self._profile_page(success=success)

    def _profile_page(self, **values):
        user = request.env.user
        return request.render(
            "brokersync_crm.portal_my_profile",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "profile",
                "trader": user.brokersync_trader_id,
                "permissions": user._brokersync_permissions(),
                "languages": request.env["res.lang"].get_installed(),
                "time_zones": _tz_get(user),
                "form": {},
                **values,
            },
        )
