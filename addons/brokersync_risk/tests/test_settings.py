from lxml import etree

from odoo.tests import tagged

from .common import RiskCommon


@tagged("post_install", "-at_install")
class TestSettings(RiskCommon):
    def test_administration_leads_to_what_an_administrator_looks_after(self):
        """Each button of the block opens a list that the administrator may read."""
        system = self.env.ref("base.user_admin")
        settings = self.env["res.config.settings"].with_user(system)
        form = etree.fromstring(settings.get_view(view_type="form")["arch"])
        buttons = form.xpath("//block[@name='brokersync_administration']//button")
        labels = {button.get("string") for button in buttons}
        self.assertLessEqual(
            {
                "Users",
                "Limits",
                "Instruments and calendars",
                "Scheduled jobs",
                "Escalation ladders",
            },
            labels,
        )
        for button in buttons:
            action = self.env["ir.actions.act_window"].browse(int(button.get("name")))
            with self.subTest(button.get("string")):
                self.env[action.res_model].with_user(system).check_access("read")
