from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.http import request, route


class HelpPortal(CustomerPortal):
    @route("/my/help", type="http", auth="user", website=True, readonly=True)
    def my_help(self, search="", **kw):
        articles = request.env["document.page"]._portal_search(search)
        return request.render(
            "brokersync_crm.portal_my_help",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "help",
                "search": search[:100],
                "groups": articles.grouped("parent_id"),
            },
        )

    @route("/my/help/<string:slug>", type="http", auth="user", website=True, readonly=True)
    def my_help_article(self, slug, **kw):
        article = request.env["document.page"]._portal_article(slug)
        if not article:
            raise request.not_found()
        return request.render(
            "brokersync_crm.portal_my_help_article",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "help_article",
                "article": article,
                "content": article._portal_html(),
                "related": article._portal_related_articles(),
            },
        )
