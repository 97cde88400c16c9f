import logging

from odoo import api, models

_logger = logging.getLogger(__name__)


class BrokersyncHealth(models.AbstractModel):
    """What Odoo needs to do its work, besides the database. Other addons add to `_problems`."""

    _name = "brokersync.health"
    _description = "Health"

    @api.model
    def _problems(self):
        """Why no work should be sent here, each in a few words; nothing when all is well."""
        self.env.cr.execute("SELECT 1")
        return []

    @api.model
    def _is_ready(self):
        """Whether there are no problems. Which there are is for the log: strangers may ask."""
        problems = self._problems()
        if problems:
            _logger.warning("not ready: %s", "; ".join(problems))
        return not problems
