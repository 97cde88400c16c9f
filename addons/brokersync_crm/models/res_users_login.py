import json
import secrets
from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import AccessDenied
from odoo.http import request
from odoo.tools import SQL, ormcache

from ..text import accept

# A caller over RPC sends any context, but never this object.
KEY_LOGIN = "brokersync_key_login"
IS_KEY_LOGIN = object()

LONGEST_LOGIN = 254  # as long as an e-mail address


class ResUsers(models.Model):
    """Logging in: throttled in the database, and silent about who exists."""

    _inherit = "res.users"

    @contextmanager
    def _assert_can_auth(self, user=None):
        """Let an attempt happen unless too many failed.

        Takes the place of Odoo's own limit, which each worker keeps in memory by address: it lets a patient attacker
        through, forgets at a restart, locks out everybody behind the same address, and does not see XML-RPC at all.
        """
        if self.env.context.get(KEY_LOGIN) is IS_KEY_LOGIN:
            yield
            return
        attempts, events = (
            self.env["brokersync.login.attempt"],
            self.env["brokersync.security.event"],
        )
        login = self._brokersync_login_of(user)
        address = request.httprequest.remote_addr if request else ""
        try:
            attempts._refuse_when_throttled(login, address)
        except AccessDenied:
            events._log("auth", "refused", action="throttled", login=login, durable=True)
            raise
        try:
            yield
        except AccessDenied:
            if not self._brokersync_has_password(login):
                # The time of a hash is spent on unknown logins too: how long a refusal takes tells nothing.
                self._crypt_context().verify("", self._brokersync_nobodys_hash())
            attempts._count(login, address)
            events._log("auth", "failure", action="login", login=login, durable=True)
            raise
        attempts._forget(login, address)

    @api.model
    def _brokersync_login_of(self, user):
        """Odoo names the person by id where it knows one, else by what was typed."""
        if isinstance(user, int):
            return self.sudo().browse(user).login
        return accept(str(user or ""), LONGEST_LOGIN, lines=False)

    def _login(self, credential, user_agent_env):
        if not _opens_the_door(credential):
            # Odoo fails over it with a traceback, if the login exists: a wrong password for everybody instead.
            with self._assert_can_auth(user=credential.get("login")):
                raise AccessDenied
        auth_info = super()._login(credential, user_agent_env)
        self.env["brokersync.security.event"]._log(
            "auth",
            "success",
            action="login",
            user=self.browse(auth_info["uid"]),
            method=auth_info["auth_method"],
        )
        return auth_info

    @api.model
    @ormcache()
    def _brokersync_nobodys_hash(self):
        """A hash as costly as everybody's, of a password nobody has. Odoo's own context has no `dummy_verify`."""
        return self._crypt_context().hash(secrets.token_urlsafe(32))

    @api.model
    def _brokersync_has_password(self, login):
        user = self.sudo().search(self._get_login_domain(login), limit=1)
        if not user:
            return False
        query = SQL("SELECT password IS NOT NULL FROM res_users WHERE id = %s", user.id)
        return self.env.execute_query(query)[0][0]

    @api.model
    def _check_uid_passwd(self, uid, passwd):
        """Odoo remembers a good API key for as long as the worker lives; the key's own end counts all the same.

        Keys are not counted: 160 random bits are not guessed, and nobody shall lock out an integration by guessing
        passwords.
        """
        # Of the call that comes with this password.
        self.env["ir.http"]._brokersync_limit_statements()
        keys = self.env["res.users.apikeys"]
        if not keys._brokersync_looks_like_key(passwd):
            return super()._check_uid_passwd(uid, passwd)
        with_key = self.with_context(**{KEY_LOGIN: IS_KEY_LOGIN})
        super(ResUsers, with_key)._check_uid_passwd(uid, passwd)
        if not keys._brokersync_is_valid(uid, passwd):
            raise AccessDenied()
        return None


def _opens_the_door(credential):
    """Whether a credential is of a kind that begins a session, and whole. The caller of /web/login names the kind."""
    login = credential.get("login") or ""
    if not isinstance(login, str) or not login.isprintable():
        return False
    match credential:
        case {"type": "password"} | {"type": "oauth_token", "token": str()}:
            return bool(login)
        case {"type": "webauthn", "webauthn_response": str(response)}:
            return _names_a_passkey(response)
    return False


def _names_a_passkey(response):
    try:
        document = json.loads(response)
    except ValueError:
        return False
    name = document.get("id") if isinstance(document, dict) else None
    return isinstance(name, str) and "\0" not in name
