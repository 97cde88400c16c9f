from odoo import api, fields, models

REVIEWED_AT = "screening"
"""By this step all documents are accepted: the credit review begins there."""


class BrokersyncOnboarding(models.Model):
    """The credit of a new client stands beside the pipeline: risk officers decide while others bring the rest."""

    _inherit = "brokersync.onboarding"

    credit_review_ids = fields.One2many(
        "brokersync.credit.review", "onboarding_id", string="Credit reviews", readonly=True
    )
    credit_state = fields.Char("Credit", compute="_compute_credit_state", compute_sudo=True)

    @api.depends("credit_review_ids.state")
    def _compute_credit_state(self):
        states = dict(
            self.env["brokersync.credit.review"]._fields["state"]._description_selection(self.env)
        )
        for record in self:
            record.credit_state = states.get(record.credit_review_ids[:1].state, "")

    def _move(self, state, reason="", **values):
        res = super()._move(state, reason, **values)
        record = self.sudo()
        if state == REVIEWED_AT and self.kind == "initial" and not record.credit_review_ids:
            record.env["brokersync.credit.review"].create({"onboarding_id": self.id})
        return res

    def _missing(self, step):
        missing = super()._missing(step)
        refused = self.sudo().credit_review_ids.filtered(lambda review: review.state == "refused")
        if step == "approval" and refused:
            missing.append(
                self.env._(
                    "Credit: refused by %(officer)s: %(reason)s",
                    officer=refused.decided_by_id.name,
                    reason=refused.reason,
                )
            )
        return missing

    def _prepared_by(self):
        return super()._prepared_by() | self.sudo().credit_review_ids.decided_by_id

    def _open_accounts(self):
        """An account that the pipeline opens never trades without a limit."""
        accounts = self.env["brokersync.account"].with_context(active_test=False)
        of_firm = [("firm_id", "in", self.firm_id.ids)]
        before = accounts.search(of_firm)
        res = super()._open_accounts()
        limits = self.credit_review_ids._granted()
        self.env["brokersync.risk.limit"].create(
            [{"account_id": account.id, **limits} for account in accounts.search(of_firm) - before]
        )
        return res

    def action_open_credit(self):
        """Open the credit review."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Credit review"),
            "res_model": "brokersync.credit.review",
            "res_id": self.credit_review_ids[:1].id,
            "view_mode": "form",
        }
