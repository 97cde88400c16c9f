import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import html_sanitize

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class DocumentPage(models.Model):
    """Articles of the knowledge base that clients read under /my/help. Each saved change is a version of its own."""

    _inherit = "document.page"

    portal_published = fields.Boolean("For clients", tracking=True)
    portal_slug = fields.Char(
        "Address", size=64, copy=False, help="Last part of the article's address: a–z, 0–9 and -."
    )
    portal_sequence = fields.Integer("Order", default=100)
    portal_summary = fields.Char("In one line", size=160)
    portal_related = fields.Char(
        "Related articles", size=255, help="Their addresses, separated by spaces."
    )

    _portal_slug_uniq = models.Constraint(
        "UNIQUE (portal_slug)", "Another article has this address."
    )

    @api.constrains("portal_published", "portal_slug", "type")
    def _check_portal(self):
        for page in self:
            if page.portal_slug and not SLUG.fullmatch(page.portal_slug):
                raise ValidationError(
                    self.env._("Address “%s”: use a–z, 0–9 and -.", page.portal_slug)
                )
            if page.portal_published and (page.type != "content" or not page.portal_slug):
                raise ValidationError(
                    self.env._(
                        "%s: only an article with an address is shown to clients.", page.name
                    )
                )

    @api.model
    def _portal_search(self, text=""):
        """Published articles whose title, text or keywords hold `text`; clients have no other way to them."""
        domain = Domain("portal_published", "=", True)
        for word in (text or "")[:100].split():
            domain &= (
                Domain("name", "ilike", word)
                | Domain("portal_summary", "ilike", word)
                | Domain("history_head.content", "ilike", word)
                | Domain("tag_ids.name", "ilike", word)
            )
        return self.sudo().search(domain, order="portal_sequence, name", limit=200)

    @api.model
    def _portal_article(self, slug):
        """The published article at this address, or an empty recordset."""
        return self.sudo().search([("portal_slug", "=", slug), ("portal_published", "=", True)])

    def _portal_html(self):
        """What clients see. Editors may paste anything: scripts and the like are taken out here."""
        self.ensure_one()
        return html_sanitize(self.content, sanitize_style=True, sanitize_conditional_comments=True)

    def _portal_related_articles(self):
        slugs = (self.portal_related or "").split()
        return self._portal_search().filtered(lambda page: page.portal_slug in slugs)
