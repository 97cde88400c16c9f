from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request, route

from ..const import PERMISSIONS, ROLE_PERMISSIONS, ROLES
from ..models.brokersync_trader_colleague import COLLEAGUE_PERMISSIONS


class TraderPortal(CustomerPortal):
    """People of the own firm. The model decides who may change whom; ids that may not be seen do not exist."""

    @route("/my/traders", type="http", auth="user", website=True, readonly=True)
    def my_traders(self, **kw):
        traders = request.env["brokersync.trader"]
        if traders.has_access("read"):
            traders = traders.search([("firm_id", "=", request.env.user.brokersync_firm_id.id)])
        return request.render(
            "brokersync_crm.portal_my_traders", self._traders_values(traders=traders)
        )

    @route("/my/traders/new", type="http", auth="user", website=True, methods=["GET", "POST"])
    def my_trader_invite(self, **form):
        if request.httprequest.method == "GET":
            return self._trader_page(form={"role": "trader", "view": "1", "trade": "1"})
        try:
            with request.env.cr.savepoint():
                request.env["brokersync.trader"]._invite_colleague(
                    form.get("name"), form.get("email"), form.get("role"), self._ticked(form)
                )
        except UserError as error:
            return self._trader_page(form=form, error=str(error))
        return request.redirect("/my/traders")

    @route(
        "/my/traders/<int:trader_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
    )
    def my_trader(self, trader_id, **form):
        return self._trader_act(
            trader_id,
            lambda trader: trader._change_colleague(form.get("role"), self._ticked(form)),
            form,
        )

    @route(
        "/my/traders/<int:trader_id>/remove",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def my_trader_remove(self, trader_id, **kw):
        return self._trader_act(trader_id, lambda trader: trader._remove_colleague(), {})

    def _trader_act(self, trader_id, act, form):
        trader = self._trader(trader_id)
        if not trader:
            return request.redirect("/my/traders")
        if request.httprequest.method == "GET":
            return self._trader_page(trader=trader)
        try:
            with request.env.cr.savepoint():
                act(trader)
        except UserError as error:
            return self._trader_page(trader=trader, form=form, error=str(error))
        return request.redirect("/my/traders")

    def _trader(self, trader_id):
        """The trader if the user may see it, else nothing, whether it exists or not."""
        trader = request.env["brokersync.trader"].browse(trader_id)
        try:
            trader.check_access("read")
            trader.code  # noqa: B018  a missing record shows only when it is read
        except (AccessError, MissingError):
            return None
        return trader

    def _ticked(self, form):
        """Permissions of the form's boxes; one that is no box here reaches the model, which refuses it."""
        return [name for name in PERMISSIONS if form.get(name)]

    def _trader_page(self, trader=None, form=None, **values):
        if form is None:
            form = {
                "role": trader.role,
                **{name: trader[f"can_{name}"] for name in COLLEAGUE_PERMISSIONS},
            }
        return request.render(
            "brokersync_crm.portal_my_trader",
            self._traders_values(
                trader=trader,
                form=form,
                roles=ROLES,
                role_permissions=ROLE_PERMISSIONS,
                colleague_permissions=COLLEAGUE_PERMISSIONS,
                **values,
            ),
        )

    def _traders_values(self, **values):
        user = request.env.user
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "traders",
            "may_administer": user._brokersync_may("administer"),
            "own_trader": user.brokersync_trader_id,
            "permissions": PERMISSIONS,
            **values,
        }
