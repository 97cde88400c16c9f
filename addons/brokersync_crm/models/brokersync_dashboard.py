import logging

from odoo import api, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class BrokersyncDashboard(models.AbstractModel):
    """What a broker sees first. Each panel is a method `_panel_<name>`; what it gives is shown by one component.

    A panel is a dict, empty when the user has nothing to do with it:

    - `title`, `icon`
    - `figures`: list of `{label, value, level, open}`; `level` is empty, `warning` or `danger`
    - `rows`: list of `{title, text, note, level, open}`
    - `empty`: what to say and do when there are no rows
    - `open`: all of it; `{action, context}` names a window action by its XML id, `{model, id}` a record, `{trader}` and
      `{conversation}` messages
    - `chart`: `{labels, series: [{label, values}]}` instead of rows

    Every query runs as the user: the record rules decide what is counted.
    """

    _name = "brokersync.dashboard"
    _description = "Broker's dashboard"

    @api.model
    def _panel_names(self):
        """Names of all panels, in the order they have until the user changes it."""
        return ["messages", "today", "firms", "traders", "onboarding", "portfolio", "history"]

    @api.model
    @api.readonly
    def load(self, names=None):
        """The panels by name, and which the user shows in which order.

        :param names: only these, to try again what failed
        :return: `{"panels": {name: panel}, "layout": [{name, shown}]}`; a panel that failed is `{"failed": True}`
        """
        known = self._panel_names()
        panels = {name: self._panel(name) for name in known if names is None or name in names}
        return {"panels": panels, "layout": self._layout()}

    @api.model
    def save_layout(self, layout):
        """Keep for the caller which panels are shown, in which order: a list of `{name, shown}`."""
        known = set(self._panel_names())
        try:
            kept = [{"name": panel["name"], "shown": bool(panel["shown"])} for panel in layout]
            names = [panel["name"] for panel in kept]
            valid = len(set(names)) == len(names) and known.issuperset(names)
        except (TypeError, KeyError):
            valid = False
        if not valid:
            raise UserError(
                self.env._("The panels of the dashboard are: %s.", ", ".join(sorted(known)))
            )
        settings = self.env["res.users.settings"]._find_or_create_for_user(self.env.user)
        settings.sudo().brokersync_dashboard = kept
        return self._layout()

    def _layout(self):
        kept = self.env.user.sudo().res_users_settings_id.brokersync_dashboard or []
        names = self._panel_names()
        layout = [panel for panel in kept if panel["name"] in names]
        new = [name for name in names if name not in {panel["name"] for panel in layout}]
        return layout + [{"name": name, "shown": True} for name in new]

    def _panel(self, name):
        """One panel; that it cannot be made must not take the others away."""
        try:
            with self.env.cr.savepoint(flush=False):
                return getattr(self, f"_panel_{name}")()
        except Exception:
            _logger.exception("Panel %s of the dashboard failed", name)
            return {"failed": True}

    def _panel_portfolio(self):
        """Orders and positions: filled by the addons above."""
        return {}
