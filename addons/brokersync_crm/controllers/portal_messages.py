from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import UserError
from odoo.http import request, route

from .portal_form import once

PAGE = 50
MOST = 1000


class MessagesPortal(CustomerPortal):
    @route("/my/messages", type="http", auth="user", website=True, methods=["GET"])
    def my_messages(self, limit=PAGE, **kw):
        try:
            limit = min(max(int(limit), PAGE), MOST)
        except ValueError:
            limit = PAGE
        return self._messages_page(limit)

    @route("/my/messages", type="http", auth="user", website=True, methods=["POST"])
    def my_messages_send(self, body="", **kw):
        trader = self._messages_trader()
        if trader:
            try:
                talks = request.env["brokersync.conversation"]
                once(lambda: talks.browse(talks.send(trader.id, "in_app", body)))
            except UserError as error:
                return self._messages_page(PAGE, body=body, error=str(error))
        return request.redirect("/my/messages")

    def _messages_page(self, limit, **values):
        """The conversation of the caller, as its trader: searched as the user, so that the record rules decide."""
        trader = self._messages_trader()
        conversation = request.env["brokersync.conversation"]
        messages = request.env["brokersync.communication"]
        if trader:
            conversation = conversation.search([("trader_id", "=", trader.id)])
            messages = messages.search(
                [
                    ("conversation_id", "=", conversation.id),
                    ("channel", "=", "in_app"),
                    ("automatic", "=", False),
                ],
                limit=limit + 1,
            )
            conversation.mark_read()
        return request.render(
            "brokersync_crm.portal_my_messages",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "messages",
                "trader": trader,
                # Clients may not read users; of their brokers they get the names.
                "brokers": trader.sudo().firm_id.broker_ids.partner_id,
                "conversation": conversation,
                "messages": messages[:limit].sorted(lambda message: (message.sent_at, message.id)),
                "more": len(messages) > limit and limit < MOST,
                "limit": limit,
                **values,
            },
        )

    def _messages_trader(self):
        """The trader whom the caller is, empty when he or she may not view."""
        traders = request.env["brokersync.trader"]
        if not traders.has_access("read"):
            return traders
        return traders.search([("id", "=", request.env.user.brokersync_trader_id.id)])
