from odoo import models


class BrokersyncFirm(models.Model):
    _inherit = "brokersync.firm"

    def action_messages(self):
        """Open the conversations with the people of this firm."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id("brokersync_crm.action_brokersync_hub")
        return {**action, "params": {"search": self.code}}

    def _desk(self):
        """Users, in sudo, who answer this firm: its brokers, or the administrators where it has none."""
        brokers = self.sudo().broker_ids.filtered("active")
        administrators = self.env.ref("brokersync_crm.group_administrator").sudo().all_user_ids
        return brokers or administrators.filtered("active") - self.env.ref("base.user_root")

    def _administering(self):
        """Users, in sudo, of the firm's people who may administer it."""
        people = self.sudo().trader_ids.filtered(
            lambda trader: "administer" in trader._permissions()
        )
        return people.user_id
