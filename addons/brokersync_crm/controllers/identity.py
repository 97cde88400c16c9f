from odoo.addons.auth_signup.controllers.main import AuthSignupHome
from odoo.http import request, route


class IdentityHome(AuthSignupHome):
    @route()
    def web_auth_reset_password(self, *args, **kw):
        # With this parameter Odoo answers differently for an address that has an account.
        request.params.pop("signup_email", None)
        kw.pop("signup_email", None)
        response = super().web_auth_reset_password(*args, **kw)
        context = getattr(response, "qcontext", {})
        if context.get("message") and not context.get("token"):
            context["message"] = request.env._(
                "If there is an account with this address, a link to choose a new password is on its way."
            )
        return response
