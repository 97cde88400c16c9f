from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestDashboard(BrokersyncCommon):
    """What waits for whom, counted as each user may see it."""

    def load(self, user, names=None):
        return self.env["brokersync.dashboard"].with_user(user).load(names)

    def panel(self, user, name):
        return self.load(user, [name])["panels"][name]

    def values(self, user, name):
        return [figure["value"] for figure in self.panel(user, name)["figures"]]

    def test_counts_the_own_firms_only(self):
        self.assertEqual(self.values(self.broker, "firms"), [1, 0, 0])
        self.firm_b.broker_ids = self.broker
        self.firm_b.action_suspend()
        self.assertEqual(self.values(self.broker, "firms"), [1, 0, 1])
        [row] = self.panel(self.broker, "firms")["rows"]
        self.assertEqual((row["title"], row["level"]), ("Beta Metals", "danger"))
        self.assertEqual(row["open"], {"model": "brokersync.firm", "id": self.firm_b.id})

    def test_traders_and_their_logins(self):
        self.env["brokersync.trader"].create({"firm_id": self.firm_a.id, "name": "Gil"})
        self.assertEqual(self.values(self.broker, "traders"), [2, 1, 1])
        self.assertEqual(self.panel(self.broker, "traders")["rows"][0]["title"], "Gil")

    def test_the_houses_own_traders_need_no_login(self):
        self.env["brokersync.trader"].create({"firm_id": self.firm_a.id, "name": "Gil"})
        self.firm_a.house = True
        self.assertFalse(self.panel(self.broker, "traders")["rows"])

    def test_messages_that_wait(self):
        conversations = self.env["brokersync.conversation"]
        for user, trader in (self.client_a, self.trader_a), (self.client_b, self.trader_b):
            conversations.with_user(user).send(trader.id, "in_app", "Hello?")
        panel = self.panel(self.broker, "messages")
        self.assertEqual([figure["value"] for figure in panel["figures"]], [1])
        self.assertEqual(
            (panel["rows"][0]["title"], panel["rows"][0]["text"]), ("Anna Alpha", "Hello?")
        )

    def test_todays_interactions_and_follow_ups(self):
        interactions = self.env["brokersync.interaction"].with_user(self.broker)
        outcome = self.env.ref("brokersync_crm.interaction_outcome_closed")
        due = interactions.create(
            {
                "trader_id": self.trader_a.id,
                "subject": "Corn",
                "outcome_id": outcome.id,
                "follow_up_date": fields.Date.context_today(interactions),
            }
        )
        self.assertEqual(self.values(self.broker, "today"), [1, 1, 0])
        self.assertEqual(
            self.panel(self.broker, "today")["rows"][0]["open"], {"model": due._name, "id": due.id}
        )
        [row] = self.panel(self.broker, "today")["rows"]
        self.assertEqual(
            (row["title"], row["text"], row["note"]), ("Corn", "Anna Alpha, Alpha Grain", "today")
        )
        due.follow_up_id.date_deadline = fields.Date.subtract(fields.Date.today(), days=3)
        self.assertEqual(self.values(self.broker, "today"), [1, 0, 1])
        self.assertEqual(self.panel(self.broker, "today")["rows"][0]["note"], "3 d late")
        chart = self.panel(self.broker, "history")["chart"]
        self.assertEqual(len(chart["labels"]), 30)
        self.assertEqual([sum(series["values"]) for series in chart["series"]], [1])

    def test_every_panel_answers_for_everybody_of_the_desk(self):
        for user in self.broker, self.risk_officer, self.compliance_officer, self.administrator:
            panels = self.load(user)["panels"]
            with self.subTest(user.login):
                self.assertFalse([name for name, panel in panels.items() if panel.get("failed")])
        self.assertFalse(self.panel(self.risk_officer, "messages"))

    def test_each_user_arranges_the_own_panels(self):
        dashboard = self.env["brokersync.dashboard"].with_user(self.broker)
        layout = list(reversed(self.load(self.broker)["layout"]))
        layout[0]["shown"] = False
        self.assertEqual(dashboard.save_layout(layout), layout)
        self.assertEqual(self.load(self.broker)["layout"], layout)
        self.assertNotEqual(self.load(self.risk_officer)["layout"], layout)

    def test_a_layout_holds_known_panels_once(self):
        dashboard = self.env["brokersync.dashboard"].with_user(self.broker)
        place = {"name": "firms", "shown": True}
        for layout in (
            [place, place],
            [{"name": "nothing", "shown": True}],
            [{"shown": True}],
            ["firms"],
            7,
        ):
            with self.subTest(layout), self.assertRaisesRegex(UserError, "The panels"):
                dashboard.save_layout(layout)

    def test_a_panel_that_fails_leaves_the_others(self):
        dashboard = type(self.env["brokersync.dashboard"])
        with (
            patch.object(dashboard, "_panel_firms", side_effect=ValueError),
            mute_logger("odoo.addons.brokersync_crm.models.brokersync_dashboard"),
        ):
            panels = self.load(self.broker)["panels"]
        self.assertEqual(panels["firms"], {"failed": True})
        self.assertEqual(panels["traders"]["title"], "Traders")

    def test_clients_get_nothing_of_the_desks_own(self):
        panels = self.load(self.client_a)["panels"]
        for name in "today", "onboarding", "history":
            self.assertFalse(panels[name], name)
        self.assertEqual(self.values(self.client_a, "firms"), [1, 0, 0])
