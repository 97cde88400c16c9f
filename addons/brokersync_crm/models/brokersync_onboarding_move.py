from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..kyc.steps import CLOSED, COMPLETED_BY, DAYS, FOLLOWING, ORDER, REVIEWED, TRANSITIONS


class BrokersyncOnboarding(models.Model):
    """From step to step: who may complete one, where it leads, until when the next is due, and the history."""

    _inherit = "brokersync.onboarding"

    def action_next(self):
        """Complete the current step and go to the next one.

        :raise UserError: something is missing; the text says what
        """
        for record in self:
            record._require_role(record.state)
            if record.state == "approval":
                raise UserError(self.env._("Approve or reject it: this is the last step."))
            record._complete()

    def _complete(self):
        """Move to the next step; the caller has checked who asks."""
        self.ensure_one()
        self._require_complete()
        following = FOLLOWING[self.state]
        values = (
            {"submitted_by_id": self.env.uid, "submitted_at": fields.Datetime.now()}
            if following == "approval"
            else {}
        )
        self._move(following, **values)

    def _require_role(self, step):
        if step in CLOSED:
            raise UserError(self.env._("%s is closed.", self.name))
        self.check_access("write")
        if not any(self.env.user.has_group(group) for group in COMPLETED_BY[step]):
            raise AccessError(
                self.env._("This step is completed by compliance.")
                if step in REVIEWED
                else self.env._("This step is completed by a broker or compliance.")
            )

    def _require_complete(self):
        if missing := self.sudo()._missing(self.state):
            raise UserError(
                self.env._("Still missing:\n%s", "\n".join(f"• {text}" for text in missing))
            )

    def _move(self, state, reason="", **values):
        """Go to `state`, write the history, and set who is due when.

        :raise UserError: the table of transitions does not lead there from where the record is now
        """
        self.ensure_one()
        self.lock_for_update()
        self.invalidate_recordset(["state"])
        old = self.state
        if state not in TRANSITIONS[old]:
            names = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(name)s is at “%(old)s” and cannot go to “%(new)s”.",
                    name=self.name,
                    old=names[old],
                    new=names.get(state, state),
                )
            )
        self.sudo().write({"state": state, "due_date": self._due(state), **values})
        self._add_step(old, state, reason)

    def _due(self, state):
        days = DAYS.get(state)
        return days and fields.Date.context_today(self) + timedelta(days=days)

    def _add_step(self, old, new, reason=""):
        self.env["brokersync.onboarding.step"].sudo().create(
            {
                "onboarding_id": self.id,
                "user_id": self.env.uid,
                "from_state": old,
                "to_state": new,
                "reason": reason,
                "evidence": self.sudo()._evidence(old) if old in ORDER else False,
            }
        )
