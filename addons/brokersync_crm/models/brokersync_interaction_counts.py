"""Firms and traders lead to their interactions."""

from odoo import api, fields, models

NOTHING = (0, False)


def _counts(records, field):
    """`{firm or trader: (number of interactions, the latest)}`, as far as the user may see them."""
    interactions = records.env["brokersync.interaction"]
    if not interactions.has_access("read"):
        return {}
    groups = interactions._read_group(
        [(field, "in", records.ids)], [field], ["__count", "date:max"]
    )
    return {record: (count, latest) for record, count, latest in groups}


def _timeline(record, context, domain):
    record.ensure_one()
    action = record.env["ir.actions.act_window"]._for_xml_id(
        "brokersync_crm.action_brokersync_interaction"
    )
    return action | {
        "name": record.env._("Interactions: %s", record.name),
        "view_mode": "kanban,list,calendar,form",
        "views": [(False, kind) for kind in ("kanban", "list", "calendar", "form")],
        "domain": domain,
        "context": context,
    }


def _quick_form(record, context):
    record.ensure_one()
    action = record.env["ir.actions.act_window"]._for_xml_id(
        "brokersync_crm.action_brokersync_interaction_quick"
    )
    return action | {"context": context}


class BrokersyncFirm(models.Model):
    _inherit = "brokersync.firm"

    interaction_count = fields.Integer(
        "Number of interactions", compute="_compute_interaction_count"
    )

    @api.depends_context("uid")
    def _compute_interaction_count(self):
        counts = _counts(self, "firm_id")
        for firm in self:
            firm.interaction_count = counts.get(firm, NOTHING)[0]

    def action_interactions(self):
        """The firm's timeline."""
        return _timeline(self, {"default_firm_id": self.id}, [("firm_id", "=", self.id)])

    def action_log_interaction(self):
        """The quick form, filled in with this firm."""
        return _quick_form(self, {"default_firm_id": self.id})


class BrokersyncTrader(models.Model):
    _inherit = "brokersync.trader"

    interaction_ids = fields.One2many(
        "brokersync.interaction",
        "trader_id",
        string="Interactions",
        groups="base.group_user",
    )
    interaction_count = fields.Integer(
        "Number of interactions", compute="_compute_interaction_count"
    )
    last_interaction = fields.Datetime("Last contact", compute="_compute_interaction_count")

    @api.depends_context("uid")
    def _compute_interaction_count(self):
        counts = _counts(self, "trader_id")
        for trader in self:
            trader.interaction_count, trader.last_interaction = counts.get(trader, NOTHING)

    def action_interactions(self):
        """The trader's timeline."""
        defaults = {"default_firm_id": self.firm_id.id, "default_trader_id": self.id}
        return _timeline(self, defaults, [("trader_id", "=", self.id)])

    def action_log_interaction(self):
        """The quick form, filled in with this trader."""
        return _quick_form(self, {"default_firm_id": self.firm_id.id, "default_trader_id": self.id})
