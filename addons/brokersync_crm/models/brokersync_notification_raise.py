from collections import defaultdict
from datetime import timedelta
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..notify.facts import merge_facts
from ..notify.links import is_local_path
from .brokersync_notification_event import PERSONAL_CHANNELS


class BrokersyncNotification(models.Model):
    """How something that happened becomes notifications: to whom, by which channels, alone or with what is like it."""

    _inherit = "brokersync.notification"

    @api.model
    def _notify(
        self,
        event,
        recipients,
        *,
        title,
        body="",
        record=None,
        url="",
        priority=None,
        group_key=None,
        facts=None,
    ):
        """Tell people something, through the channels each of them has chosen. Nothing is sent in this request.

        :param event: code of a declared `brokersync.notification.event`
        :param recipients: `res.users`, or `brokersync.firm` for those of its traders who may view and its
            webhooks
        :param title: what happened, in one line
        :param record: what it is about; opens when the notification is clicked
        :param url: a path on this server that opens instead of `record`
        :param priority: `p1` to `p4`, else the event's; `p1` waits for nothing and must be acknowledged
        :param group_key: what has the same key is told as one, when the event can be grouped
        :param facts: flat dict that is added up when several are told as one, see `_digest`
        :return: the notifications, in sudo; whoever wants none gets none
        :raise ValidationError: the event is not declared, or `url` leads elsewhere
        """
        item = {
            "event": event,
            "recipients": recipients,
            "title": title,
            "body": body,
            "record": record,
            "url": url,
            "priority": priority,
            "group_key": group_key,
            "facts": facts,
        }
        return self._notify_many([item])

    @api.model
    def _notify_many(self, items):
        """`_notify` for several at once, in few statements: `items` are dicts of its arguments."""
        self = self.sudo()
        events = self.env["brokersync.notification.event"]._by_code({one["event"] for one in items})
        told = [
            (self._occurrence(one, events[one["event"]]), *self._receivers(one["recipients"]))
            for one in items
            if one["event"] in events
        ]
        channels = self._channels(told)
        webhooks = self._webhooks(told)
        gathering = self._gathering_now(told)
        fresh, joined, alone = {}, defaultdict(list), []
        for vals, users, firm in told:
            if hooks := webhooks[firm, vals["event_id"]]:
                alone.append(self._for_firm(vals, firm, hooks))
            for user in users:
                wanted = channels[user, vals["event_id"]]
                if vals["acknowledge_required"]:  # there must be a place to do so
                    wanted = wanted | {"in_app"}
                key = user, vals["event_id"], vals["group_key"]
                if not wanted:
                    continue
                if not vals["group_key"]:
                    alone.append(self._for_user(vals, user, wanted))
                elif key in gathering:
                    joined[gathering[key]].append(vals["facts"])
                elif key in fresh:
                    fresh[key]["facts"] = merge_facts(fresh[key]["facts"], vals["facts"])
                else:
                    fresh[key] = self._for_user(vals, user, wanted)
        made = self._make([*alone, *map(self._worded, fresh.values())])
        for digest, facts in joined.items():
            digest._join(facts)
        changed = made | self.browse(digest.id for digest in joined)
        changed._show()
        made.delivery_ids._trigger()
        return changed

    @api.model
    def _make(self, vals_list):
        """Notifications with their `deliveries`. No commands: those run as whoever is logged in, in spite of sudo."""
        deliveries = [vals.pop("deliveries") for vals in vals_list]
        made = self.create(vals_list)
        self.env["brokersync.notification.delivery"].create(
            [
                {"notification_id": one.id, **vals}
                for one, found in zip(made, deliveries, strict=True)
                for vals in found
            ]
        )
        return made

    @api.model
    def _occurrence(self, item, event):
        """Values that all who are told of `item` have in common."""
        url = item.get("url") or ""
        if url and not is_local_path(url):
            raise ValidationError(self.env._("“%s” is not a page of this server.", url[:100]))
        record = item.get("record")
        priority = item.get("priority") or event.priority
        grouped = bool(item.get("group_key")) and event.groupable and priority != "p1"
        must_acknowledge = event.acknowledge_required or priority == "p1"
        now = fields.Datetime.now()
        return {
            "event_id": event.id,
            "priority": priority,
            "title": item["title"][:200],
            "body": item.get("body") or "",
            "url": url,
            "res_model": record._name if record else False,
            "res_id": record.id if record else False,
            "firm_id": self._firm_of(record).id,
            "facts": {"count": 1, **(item.get("facts") or {})},
            "group_key": item["group_key"][:200] if grouped else False,
            "gathers_until": now + timedelta(seconds=event.window) if grouped else False,
            "incident": uuid4().hex,
            "acknowledge_required": must_acknowledge,
            "escalate_at": must_acknowledge
            and self._first_escalation(event.category, priority, now),
        }

    @api.model
    def _receivers(self, recipients):
        """The active users meant, and the firm when a firm is meant: `(users, firm)`, in sudo."""
        recipients = recipients.sudo()
        if recipients._name == "brokersync.firm":
            traders = recipients.trader_ids.filtered(lambda one: one.active and one.can_view)
            return traders.user_id, recipients
        return recipients.filtered("active"), self.env["brokersync.firm"].sudo()

    @api.model
    def _firm_of(self, record):
        firm = self.env["brokersync.firm"]
        if not record:
            return firm
        if record._name == firm._name:
            return record
        return record.sudo().firm_id if "firm_id" in record._fields else firm

    @api.model
    def _channels(self, told):
        """`{(user, event id): names of the personal channels wanted and possible}`."""
        events = self.env["brokersync.notification.event"].browse(
            {vals["event_id"] for vals, _users, _firm in told}
        )
        users = self.env["res.users"].union(*(users for _vals, users, _firm in told))
        chosen = self.env["brokersync.notification.preference"]._chosen(users, events)
        reachable = users._brokersync_reachable()
        channels = {}
        for event in events:
            usual = {name for name in PERSONAL_CHANNELS if event[name]}
            for user in users:
                wanted = chosen.get((user.id, event.id), usual)
                channels[user, event.id] = (
                    wanted | usual if event.mandatory else wanted
                ) & reachable[user]
        return channels

    @api.model
    def _webhooks(self, told):
        """`{(firm, event id): webhooks}`; nothing for events that are told to persons."""
        firms = self.env["brokersync.firm"].union(*(firm for _vals, _users, firm in told))
        found = defaultdict(self.env["brokersync.webhook"].browse)
        if firms:
            for webhook in self.env["brokersync.webhook"].search([("firm_id", "in", firms.ids)]):
                for event in webhook.event_ids:
                    found[webhook.firm_id, event.id] |= webhook
        return found

    @api.model
    def _gathering_now(self, told):
        """`{(user, event id, group key): the notification that what is like it joins}`."""
        keys = list({vals["group_key"] for vals, _users, _firm in told} - {False})
        if not keys:
            return {}
        found = self.search(
            [("group_key", "in", keys), ("gathers_until", ">", fields.Datetime.now())]
        )
        return {(one.user_id, one.event_id.id, one.group_key): one for one in found}

    @api.model
    def _for_user(self, vals, user, channels):
        due = self._due(user, vals)
        state = "held" if due > fields.Datetime.now() else "queued"
        return {
            **vals,
            "user_id": user.id,
            "firm_id": user.brokersync_firm_id.id or vals["firm_id"],
            "in_app": "in_app" in channels,
            "deliveries": [
                {"channel": channel, "state": state, "next_attempt": due}
                for channel in sorted(channels - {"in_app"})
            ],
        }

    @api.model
    def _for_firm(self, vals, firm, webhooks):
        """Programs have no quiet hours, and gather themselves."""
        return {
            **vals,
            "firm_id": firm.id,
            "group_key": False,
            "gathers_until": False,
            "acknowledge_required": False,
            "escalate_at": False,
            "deliveries": [
                {"channel": "webhook", "webhook_id": webhook.id} for webhook in webhooks
            ],
        }

    @api.model
    def _due(self, user, vals):
        """When e-mail, SMS and push may go: after gathering and quiet hours; at once when critical."""
        now = fields.Datetime.now()
        if vals["priority"] == "p1":
            return now
        due = vals["gathers_until"] or now
        return user._brokersync_quiet_until(due) or due

    def _join(self, more):
        """Add what happened again to this one, which becomes unread again."""
        facts = self.facts
        for one in more:
            facts = merge_facts(facts, one)
        vals = {
            "event_id": self.event_id.id,
            "title": self.title,
            "body": self.body,
            "facts": facts,
        }
        self.write({**self._worded(vals), "read_at": False})

    @api.model
    def _worded(self, vals):
        """`vals` with the words for as many as its facts count."""
        if vals["facts"]["count"] == 1:
            return vals
        event = self.env["brokersync.notification.event"].browse(vals["event_id"])
        title, body = self._digest(event, vals["facts"], vals["title"])
        return {**vals, "title": title[:200], "body": body}

    @api.model
    def _digest(self, event, facts, title):
        """Title and body for several told as one. Addons that give facts extend it with better words.

        :param facts: what they have in common and add up to; `count` is how many they are
        :param title: of one of them
        """
        return self.env._("%(count)s × %(event)s", count=facts["count"], event=event.name), title
