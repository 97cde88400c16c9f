from odoo import models

from ..kyc.steps import CLOSED, ORDER

PAGE = "/my/onboarding"

# The client's own steps that somebody else usually leads to; what comes before, the client begins with.
WAITS_FOR_CLIENT = ("documents", "suitability", "agreements")


class BrokersyncOnboarding(models.Model):
    """The firm's people who look after the application are told when it is their turn, and how it ended."""

    _inherit = "brokersync.onboarding"

    def _move(self, state, reason="", **values):
        old = self.state
        res = super()._move(state, reason, **values)
        if state in CLOSED:
            self._tell_client("onboarding.decided", self._decision_title(state))
        elif state in WAITS_FOR_CLIENT or (old in ORDER and ORDER.index(state) < ORDER.index(old)):
            self._tell_what_is_needed()
        return res

    def _decision_title(self, state):
        """Says that it was decided. Why stays between the people concerned."""
        if state == "approved":
            return self.env._("Welcome: %s is admitted", self.firm_id.name)
        return self.env._("There is a decision on the application of %s", self.firm_id.name)

    def _tell_what_is_needed(self):
        tasks = self.sudo()._client_tasks()
        if needed := [title for _code, title, missing in tasks if missing]:
            self._tell_client(
                "onboarding.needed",
                self.env._("We need something from you: %s", ", ".join(needed)),
            )

    def _tell_client(self, event, title):
        """Tell those who may administer the firm, except whoever did it. A review is of no concern before it asks."""
        if self.kind == "review" and event == "onboarding.decided":
            return
        self.env["brokersync.notification"]._notify(
            event, self.firm_id._administering() - self.env.user, title=title, url=PAGE
        )
