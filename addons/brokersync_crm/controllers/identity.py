import json

from odoo.addons.auth_oauth.controllers.main import OAuthController
from odoo.addons.auth_signup.controllers.main import AuthSignupHome
from odoo.http import request, route

STATE = ("d", "p", "r", "t")  # what the login page put into it: database, provider, page, token


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


class CompanyLogin(OAuthController):
    @route()
    def signin(self, **kw):
        """Back from the company's login. A state the login page did not write leads there again, with a word.

        Odoo fails over one with a traceback, and takes a context from it.
        """
        # Without any parameter, Odoo's page brings them from the address's fragment.
        if kw.keys() - {"debug"}:
            state = _state_of(kw.get("state"))
            if state is None:
                return request.redirect("/web/login?oauth_error=2", 303)
            kw["state"] = json.dumps(state)
        return super().signin(**kw)


def _state_of(text):
    """What the login page wrote into the state, as a dict; None when this is none of its states."""
    try:
        state = json.loads(text or "")
    except (ValueError, RecursionError):
        return None
    if not isinstance(state, dict) or not isinstance(state.get("d"), str):
        return None
    return {name: state[name] for name in STATE if name in state}
