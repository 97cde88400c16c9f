from odoo import models

from ..api.scopes import SCOPES, parse


class ResUsers(models.Model):
    _inherit = "res.users"

    def _brokersync_programs(self):
        """Programs this user has allowed to act for him and that still may, the newest first.

        :return: list of dict with `client`, `may` (sentences), `since`, `last_used`, `until`
        """
        programs = []
        for client, grants in self._brokersync_grants().grouped("client_id").items():
            scopes = frozenset().union(*(parse(grant.scopes) or () for grant in grants))
            programs.append(
                {
                    "client": client,
                    "may": [SCOPES[scope] for scope in sorted(scopes)],
                    "since": min(grants.mapped("create_date")),
                    "last_used": max(filter(None, grants.mapped("last_used_at")), default=None),
                    "until": max(grants.mapped("expires_at")),
                }
            )
        return programs

    def _brokersync_withdraw_program(self, client_id):
        """End all tokens this user has allowed one program to have, and codes on their way to it.

        :return: the program; empty when it has none
        """
        grants = self._brokersync_grants().filtered(lambda grant: grant.client_id.id == client_id)
        client = grants.client_id
        grants._revoke("asked")
        codes = self.env["brokersync.api.code"].sudo()
        codes.search([("user_id", "=", self.id), ("client_id", "in", client.ids)]).unlink()
        if client:
            self.env["brokersync.security.event"]._log(
                "key", "success", action="program withdrawn", user=self, name=client.name
            )
        return client

    def _brokersync_grants(self):
        """Live grants this user gave; not those of programs without a person, which the house keeps."""
        self.ensure_one()
        grants = self.env["brokersync.api.grant"].sudo().search([("user_id", "=", self.id)])
        return grants.filtered(lambda grant: grant.client_id.kind != "service" and grant._is_live())

    def _brokersync_revoke_access(self):
        self.env["brokersync.api.grant"].sudo().search([("user_id", "in", self.ids)])._revoke(
            "access"
        )
        return super()._brokersync_revoke_access()
