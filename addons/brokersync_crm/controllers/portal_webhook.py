from functools import partial

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import AccessError
from odoo.http import request, route

from .portal_form import submit

FORM_FIELDS = ("name", "url")


class WebhookPortal(CustomerPortal):
    """Webhooks of the firm, for its traders who may administer. Read and written as the user: rules decide."""

    @route("/my/webhooks", type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def my_webhooks(self, done=None, **kw):
        return self._webhook_page(success=request.env._("Done.") if done else None)

    @route("/my/webhooks", type="http", auth="user", website=True, methods=["POST"])
    def my_webhook_add(self, **form):
        firm = request.env.user.brokersync_firm_id

        def add():
            request.env["brokersync.webhook"].create(
                {
                    "firm_id": firm.id,
                    "event_ids": [(6, 0, self._events_of(form).ids)],
                    **{name: (form.get(name) or "").strip() for name in FORM_FIELDS},
                }
            )

        return self._act(add, form)

    @route("/my/webhooks/<int:number>", type="http", auth="user", website=True, methods=["POST"])
    def my_webhook_save(self, number, **form):
        return self._act(
            lambda: self._webhook(number).write(
                {
                    "event_ids": [(6, 0, self._events_of(form).ids)],
                    **{name: (form.get(name) or "").strip() for name in FORM_FIELDS},
                }
            ),
            form,
        )

    @route(
        "/my/webhooks/<int:number>/<any(test,again,secret,remove):what>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def my_webhook_do(self, number, what, **kw):
        actions = {
            "test": "action_test",
            "again": "action_send_again",
            "secret": "action_new_secret",  # pragma: allowlist secret
            "remove": "unlink",
        }
        return self._act(lambda: getattr(self._webhook(number), actions[what])(), {})

    def _act(self, action, form):
        return submit(action, partial(self._webhook_page, form=form), "/my/webhooks?done=1")

    def _webhook(self, number):
        """The webhook if the user may see it, else AccessError, whether it exists or not."""
        webhook = request.env["brokersync.webhook"].search([("id", "=", number)])
        if not webhook:
            raise AccessError(request.env._("You cannot change this webhook."))
        return webhook

    def _events(self):
        return request.env.user._brokersync_notification_events()

    def _events_of(self, form):
        return self._events().filtered(lambda event: form.get(f"event-{event.id}"))

    def _webhook_page(self, **outcome):
        if not request.env.user._brokersync_may("administer"):
            return request.redirect("/my")
        webhooks = request.env["brokersync.webhook"].search([])
        return request.render(
            "brokersync_crm.portal_my_webhooks",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "webhooks",
                "webhooks": webhooks,
                # Clients have no access to deliveries; of their own webhooks they see the latest.
                "deliveries": {hook: hook.sudo().delivery_ids[:5] for hook in webhooks},
                "chosen": {hook: hook.sudo().event_ids for hook in webhooks},
                "events": self._events(),
                "form": {},
                **outcome,
            },
        )
