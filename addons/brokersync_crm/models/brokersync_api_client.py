import hashlib
import secrets
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import consteq

from ..api.scopes import SCOPES, parse
from ..identity.step_up import step_up

LOOPBACK = ("localhost", "127.0.0.1", "::1")


class BrokersyncApiClient(models.Model):
    """A program that gets access tokens (OAuth 2): for itself, or for people who allow it to."""

    _name = "brokersync.api.client"
    _description = "API client"
    _inherit = ["brokersync.clean.text", "mail.thread"]
    _allow_sudo_commands = False
    _order = "name"

    active = fields.Boolean(default=True, tracking=True)
    name = fields.Char(required=True, tracking=True, help="People read it when they are asked.")
    client_id = fields.Char(
        "Client id",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: f"bs-{secrets.token_hex(12)}",
    )
    kind = fields.Selection(
        [
            ("service", "Program without a person: client credentials"),
            ("confidential", "Program on a server, for people: authorization code"),
            ("public", "Program in people's hands, keeps no secret: authorization code"),
        ],
        required=True,
        default="service",
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Acts as",
        tracking=True,
        help="The user whose rights a program without a person has.",
    )
    scopes = fields.Char(
        required=True,
        tracking=True,
        default="firms:read traders:read",
        help="What its tokens may be used for at most: words with spaces between.",
    )
    redirect_uris = fields.Text(
        "Redirect addresses",
        tracking=True,
        help="Where people are sent back to, one a line, compared letter for letter.",
    )
    secret_hash = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    has_secret = fields.Boolean("Secret set", compute="_compute_has_secret", compute_sudo=True)
    grant_ids = fields.One2many("brokersync.api.grant", "client_id", string="Grants")

    _client_id_uniq = models.Constraint("UNIQUE (client_id)", "Another client has this id.")

    @api.depends("secret_hash")
    def _compute_has_secret(self):
        for client in self:
            client.has_secret = bool(client.secret_hash)

    @api.constrains("kind", "user_id", "redirect_uris", "scopes")
    def _check_complete(self):
        for client in self:
            if not parse(client.scopes):
                raise ValidationError(self.env._("Scopes are words out of: %s.", ", ".join(SCOPES)))
            if client.kind == "service" and not client.user_id:
                raise ValidationError(self.env._("Name the user “%s” acts as.", client.name))
            if client.kind != "service" and not client._redirect_uris():
                raise ValidationError(
                    self.env._("“%s” needs an address to send people back to.", client.name)
                )
            for uri in client._redirect_uris():
                client._check_redirect_uri(uri)

    def _check_redirect_uri(self, uri):
        try:
            parts = urlsplit(uri)
            secure = parts.scheme == "https" or (
                parts.scheme == "http" and parts.hostname in LOOPBACK
            )
        except ValueError:
            secure = False
        if not secure or not parts.hostname or parts.fragment or "*" in uri or " " in uri:
            raise ValidationError(
                self.env._(
                    "“%s” is no address to send people back to: https (or http on this machine), "
                    "whole, without * and #.",
                    uri,
                )
            )

    def _redirect_uris(self):
        return (self.redirect_uris or "").split()

    def write(self, vals):
        res = super().write(vals)
        if {"active", "kind", "user_id", "scopes"} & vals.keys():
            self.sudo().grant_ids._revoke("client")
        return res

    @step_up
    def action_new_secret(self):
        """Make a secret, show it once, and end what the old one was used for."""
        self.ensure_one()
        self.check_access("write")
        secret = secrets.token_urlsafe(32)
        self.sudo().secret_hash = hash_secret(secret)
        self.sudo().grant_ids._revoke("client")
        return {
            "type": "ir.actions.act_window",
            "res_model": "brokersync.api.client.secret",
            "name": self.env._("Secret of %s", self.name),
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_client_id": self.client_id, "default_secret": secret},
        }

    def action_revoke_grants(self):
        self.check_access("write")
        self.sudo().grant_ids._revoke("client")

    def _find(self, client_id):
        """The active client with this id, else an empty recordset."""
        if "\0" in client_id:  # in no text of the database
            return self.browse()
        return self.search([("client_id", "=", client_id)], limit=1)

    def _has_secret(self, secret):
        return bool(self.secret_hash) and consteq(self.secret_hash, hash_secret(secret))


class BrokersyncApiClientSecret(models.AbstractModel):
    """Shows a new secret once. It is nowhere but in the answer to the button."""

    _name = "brokersync.api.client.secret"
    _description = "Secret of an API client"

    id = fields.Id()
    client_id = fields.Char("Client id", readonly=True)
    secret = fields.Char(readonly=True)


def hash_secret(secret):
    """SHA-256 in hex. Secrets here have 256 random bits, so that nothing slower is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
