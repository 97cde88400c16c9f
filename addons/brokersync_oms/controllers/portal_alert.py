import re
from functools import partial

from odoo.addons.brokersync_crm.controllers.portal_form import submit
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import UserError
from odoo.http import request, route

from ..alerts.conditions import INTERVALS
from ..models.brokersync_price_alert_line import DIRECTION, KIND

ROWS = 3  # conditions of the portal's form; the desk's has more

DECIMAL = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,8})?")
WHOLE = re.compile(r"[0-9]{1,9}")
TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


def _hours(text):
    hours, minutes = text.split(":")
    return int(hours) + int(minutes) / 60


FIELDS = {
    "instrument_id": (WHOLE, int),
    "other_id": (WHOLE, int),
    "level": (DECIMAL, float),
    "percent": (DECIMAL, float),
    "minutes": (WHOLE, int),
    "fast": (WHOLE, int),
    "slow": (WHOLE, int),
    "time_from": (TIME, _hours),
    "time_to": (TIME, _hours),
}


class AlertPortal(CustomerPortal):
    """A client's price alerts. Read and written as the user: record rules and the model decide."""

    @route("/my/alerts", type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def my_alerts(self, **kw):
        return self._alert_page()

    @route("/my/alerts", type="http", auth="user", website=True, methods=["POST"])
    def my_alert_add(self, **form):
        def add():
            any_of = form.get("combine") == "any"
            lines = [
                (0, 0, {**line, "group": number if any_of else 1})
                for number in range(1, ROWS + 1)
                if (line := self._line(form, number))
            ]
            request.env["brokersync.price.alert"].create(
                {
                    "name": (form.get("name") or "").strip(),
                    "repeat": bool(form.get("repeat")),
                    "line_ids": lines,
                }
            )

        return self._alert_act(add, form)

    @route(
        "/my/alerts/<int:number>/<any(watch,pause,remove):what>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def my_alert_do(self, number, what, **kw):
        actions = {"watch": "action_watch", "pause": "action_pause", "remove": "unlink"}
        alert = self._alerts().filtered(lambda one: one.id == number)
        return self._alert_act(lambda: getattr(alert, actions[what])(), {})

    def _alerts(self):
        alerts = request.env["brokersync.price.alert"]
        return alerts.search([]) if alerts.has_access("read") else alerts

    def _alert_act(self, action, form):
        return submit(action, partial(self._alert_page, form=form), "/my/alerts")

    def _line(self, form, number):
        """Values of one condition of the form; None when it was left empty.

        :raise UserError: a number or time is none
        """

        def text(name):
            return (form.get(f"{name}-{number}") or "").strip()

        if not text("kind"):
            return None
        line = {"kind": text("kind")}
        if line["kind"] not in dict(KIND):
            raise UserError(request.env._("Choose a condition."))
        for name, (pattern, convert) in FIELDS.items():
            if value := text(name):
                line[name] = self._number(value, number, pattern, convert)
        for name, choices in ("direction", dict(DIRECTION)), ("interval", INTERVALS):
            if text(name) in choices:
                line[name] = text(name)
        instruments = request.env["brokersync.instrument"]
        for name in {"instrument_id", "other_id"} & line.keys():
            if not instruments.search_count([("id", "=", line[name])]):
                raise UserError(request.env._("Choose the instrument to watch."))
        return line

    def _number(self, text, number, pattern, convert):
        if not pattern.fullmatch(text):
            raise UserError(
                request.env._(
                    "Condition %(number)s: “%(text)s” is not a number.",
                    number=number,
                    text=text[:30],
                )
            )
        return convert(text)

    def _alert_page(self, error=None, form=None):
        env = request.env
        allowed = env["brokersync.price.alert"].has_access("read")
        return request.render(
            "brokersync_oms.portal_my_alerts",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "alerts",
                "allowed": allowed,
                "alerts": self._alerts(),
                "instruments": env["brokersync.instrument"].search([("status", "=", "active")])
                if allowed
                else (),
                "kinds": KIND,
                "directions": DIRECTION,
                "intervals": list(INTERVALS),
                "rows": range(1, ROWS + 1),
                "form": form or {},
                "error": error,
            },
        )
