from datetime import UTC, datetime, time, timedelta

from odoo import fields, models

ROWS = 5
HISTORY_DAYS = 30

STATUS_LEVEL = {"suspended": "danger", "prospect": "warning"}


class BrokersyncDashboard(models.AbstractModel):
    """The panels of the client side."""

    _inherit = "brokersync.dashboard"

    def _panel_messages(self):
        conversations = self.env["brokersync.conversation"]
        if not conversations.has_access("read"):
            return {}
        unread = [("desk_unread", ">", 0)]
        count = conversations.search_count(unread)
        return {
            "title": self.env._("Messages"),
            "icon": "fa-comments-o",
            "figures": [
                {
                    "label": self.env._("Unread conversations"),
                    "value": count,
                    "level": "warning" if count else "",
                    "open": {"action": "brokersync_crm.action_brokersync_hub"},
                }
            ],
            "rows": [
                {
                    "title": conversation.display_name,
                    "text": conversation.preview,
                    "note": self._age(conversation.last_at),
                    "open": {
                        "conversation": conversation.id,
                        "trader": conversation.trader_id.id or None,
                    },
                }
                for conversation in conversations.search(unread, limit=ROWS)
            ],
            "empty": self.env._("Everything is read. Write to a trader from Messages."),
            "open": {"action": "brokersync_crm.action_brokersync_hub"},
        }

    def _panel_today(self):
        interactions = self.env["brokersync.interaction"]
        if not interactions.has_access("read"):
            return {}
        today = fields.Date.context_today(self)
        mine = [("broker_id", "=", self.env.uid), ("date", ">=", self._start_of(today))]
        follow_ups = [
            ("user_id", "=", self.env.uid),
            ("res_model", "=", "brokersync.interaction"),
            ("date_deadline", "<=", today),
        ]
        activities = self.env["mail.activity"]
        overdue = activities.search_count([*follow_ups, ("date_deadline", "<", today)])
        due = activities.search_count([*follow_ups, ("date_deadline", "=", today)])
        rows = activities.search(follow_ups, order="date_deadline, id", limit=ROWS)
        readable = interactions.browse(rows.mapped("res_id"))._filtered_access("read")
        clients = {one.id: f"{one.trader_id.name}, {one.firm_id.name}" for one in readable}
        action = "brokersync_crm.action_brokersync_interaction"
        return {
            "title": self.env._("Today"),
            "icon": "fa-calendar-check-o",
            "figures": [
                {
                    "label": self.env._("Logged by me"),
                    "value": interactions.search_count(mine),
                    "open": {
                        "action": action,
                        "context": {"search_default_mine": 1, "search_default_today": 1},
                    },
                },
                {
                    "label": self.env._("Follow-ups today"),
                    "value": due,
                    "level": "warning" if due else "",
                    "open": {"action": action, "context": {"search_default_my_activities": 1}},
                },
                {
                    "label": self.env._("Overdue"),
                    "value": overdue,
                    "level": "danger" if overdue else "",
                    "open": {
                        "action": action,
                        "context": {"search_default_my_activities": 1, "search_default_overdue": 1},
                    },
                },
            ],
            "rows": [
                {
                    "title": activity.res_name,
                    "text": clients.get(activity.res_id, ""),
                    "note": self._due(activity.date_deadline, today),
                    "level": "danger" if activity.date_deadline < today else "",
                    "open": {"model": activity.res_model, "id": activity.res_id},
                }
                for activity in rows
            ],
            "empty": self.env._("No follow-up is due. Log a call to plan the next one."),
            "open": {"action": action},
        }

    def _panel_firms(self):
        firms = self.env["brokersync.firm"]
        if not firms.has_access("read"):
            return {}
        labels = dict(firms._fields["account_status"]._description_selection(self.env))
        counts = dict(firms._read_group([], ["account_status"], ["__count"]))
        action = "brokersync_crm.action_brokersync_firm"
        filters = {"active": "active_firms", "prospect": "prospect", "suspended": "suspended"}
        attention = firms.search([("account_status", "in", list(STATUS_LEVEL))], limit=ROWS)
        return {
            "title": self.env._("Firms"),
            "icon": "fa-building-o",
            "figures": [
                {
                    "label": labels[status],
                    "value": counts.get(status, 0),
                    "open": {"action": action, "context": {f"search_default_{name}": 1}},
                }
                for status, name in filters.items()
            ],
            "rows": [
                {
                    "title": firm.name,
                    "text": firm.code,
                    "note": labels[firm.account_status],
                    "level": STATUS_LEVEL[firm.account_status],
                    "open": {"model": firm._name, "id": firm.id},
                }
                for firm in attention
            ],
            "empty": self.env._("No firm is suspended or still a prospect."),
            "open": {"action": action},
        }

    def _panel_traders(self):
        traders = self.env["brokersync.trader"]
        if not traders.has_access("read"):
            return {}
        action = "brokersync_crm.action_brokersync_trader"
        without_login = [("user_id", "=", False), ("firm_id.house", "=", False)]
        # The rule of traders, without that of their contacts: joining all of those takes ten times as long.
        readable = self.env.user._brokersync_firm_domain()
        [(total, with_login)] = traders.sudo()._read_group(
            readable, aggregates=["__count", "user_id:count"]
        )
        newest = traders.sudo().search([*readable, *without_login], order="id desc", limit=ROWS)
        return {
            "title": self.env._("Traders"),
            "icon": "fa-users",
            "figures": [
                {"label": self.env._("All"), "value": total, "open": {"action": action}},
                {
                    "label": self.env._("With portal login"),
                    "value": with_login,
                    "open": {"action": action, "context": {"search_default_with_login": 1}},
                },
                {
                    "label": self.env._("Without"),
                    "value": total - with_login,
                    "open": {"action": action, "context": {"search_default_without_login": 1}},
                },
            ],
            "rows": [
                {
                    "title": trader.name,
                    "text": trader.firm_id.name,
                    "note": self.env._("no portal login"),
                    "open": {"model": trader._name, "id": trader.id},
                }
                for trader in newest.sudo(False)
            ],
            "empty": self.env._("Every trader has a portal login."),
            "open": {"action": action},
        }

    def _panel_onboarding(self):
        onboardings = self.env["brokersync.onboarding"]
        if not onboardings.has_access("read"):
            return {}
        under_way = [("state", "not in", ("approved", "rejected"))]
        action = "brokersync_crm.action_brokersync_onboarding"
        labels = dict(onboardings._fields["state"]._description_selection(self.env))
        return {
            "title": self.env._("Onboarding"),
            "icon": "fa-tasks",
            "figures": [
                {
                    "label": self.env._("Under way"),
                    "value": onboardings.search_count(under_way),
                    "open": {"action": action},
                }
            ],
            "rows": [
                {
                    "title": onboarding.firm_id.name,
                    "text": labels[onboarding.state],
                    "note": f"{onboarding.progress} %",
                    "level": "danger" if onboarding.overdue else "",
                    "open": {"model": onboarding._name, "id": onboarding.id},
                }
                for onboarding in onboardings.search(under_way, limit=ROWS)
            ],
            "empty": self.env._("No firm is being onboarded. Start with a prospect's application."),
            "open": {"action": action},
        }

    def _panel_history(self):
        interactions = self.env["brokersync.interaction"]
        if not interactions.has_access("read"):
            return {}
        today = fields.Date.context_today(self)
        days = [today - timedelta(days=ago) for ago in reversed(range(HISTORY_DAYS))]
        groups = interactions._read_group(
            [("date", ">=", self._start_of(days[0]))], ["type_id", "date:day"], ["__count"]
        )
        types = dict.fromkeys(type_id for type_id, _day, _count in groups)
        counts = {(type_id, day.date()): count for type_id, day, count in groups}
        return {
            "title": self.env._("Interactions of the last 30 days"),
            "icon": "fa-bar-chart",
            "figures": [],
            "chart": {
                "labels": [fields.Date.to_string(day) for day in days],
                "series": [
                    {
                        "label": type_id.name,
                        "values": [counts.get((type_id, day), 0) for day in days],
                    }
                    for type_id in types
                ],
            },
            "empty": self.env._("No interaction was logged in 30 days."),
            "open": {"action": "brokersync_crm.action_brokersync_interaction"},
        }

    def _start_of(self, day):
        """When `day` begins for the user, as naive UTC."""
        begin = self.env.tz.localize(datetime.combine(day, time.min))
        return begin.astimezone(UTC).replace(tzinfo=None)

    def _due(self, day, today):
        """How late a deadline is, in words."""
        late = (today - day).days
        return self.env._("%s d late", late) if late else self.env._("today")

    def _age(self, moment):
        """How long ago, in a word; nothing where it has not happened yet."""
        if not moment:
            return ""
        minutes = int((fields.Datetime.now() - moment).total_seconds() // 60)
        if minutes < 60:
            return self.env._("%s min", max(minutes, 0))
        if minutes < 24 * 60:
            return self.env._("%s h", minutes // 60)
        return self.env._("%s d", minutes // (24 * 60))
