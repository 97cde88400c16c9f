import logging
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

BATCH = 1000
# Their chain of hashes, and the account of what was deleted, prove something only as a whole.
KEPT_WHOLE = {"brokersync.audit", "brokersync.disposal"}


class BrokersyncRetentionRule(models.Model):
    """How long records of a model are kept. Those of a firm under legal hold stay.

    Of models with `_personal_after_relationship` only those of closed firms go, the days after the closing.
    """

    _name = "brokersync.retention.rule"
    _description = "Retention rule"
    _inherit = ["brokersync.audited", "brokersync.system.fields", "brokersync.clean.text"]
    _system_fields = ("last_run", "last_result")
    _order = "model_id, id"
    _rec_name = "model_id"
    _allow_sudo_commands = False

    _audited_fields = ("active", "model_id", "date_field_id", "days", "basis")

    active = fields.Boolean(default=True)
    model_id = fields.Many2one("ir.model", "Records", required=True, ondelete="cascade")
    date_field_id = fields.Many2one(
        "ir.model.fields",
        "Counted from",
        required=True,
        ondelete="cascade",
        domain="[('model_id', '=', model_id), ('ttype', 'in', ('date', 'datetime')), ('store', '=', True)]",
    )
    days = fields.Integer("Kept for (days)", required=True)
    basis = fields.Char("Rule", required=True, help="The law or contract that asks for it")
    last_run = fields.Datetime("Last done", readonly=True)
    last_result = fields.Char("Result", readonly=True)

    _days_positive = models.Constraint("CHECK (days > 0)", "Records are kept for at least a day.")
    _model_uniq = models.Constraint("UNIQUE (model_id)", "These records have a rule already.")

    @api.constrains("model_id", "date_field_id")
    def _check_date_field(self):
        for rule in self:
            if rule.date_field_id.model_id != rule.model_id:
                raise ValidationError(self.env._("The date belongs to other records."))

    @api.constrains("model_id", "days")
    def _check_floor(self):
        """What is written here deletes for good, also append-only rows: never before the register's terms are over."""
        for rule in self:
            model = self.env[rule.model_id.model]
            if not model._name.startswith("brokersync.") or model._name in KEPT_WHOLE:
                raise ValidationError(
                    self.env._("Records: “%s” is not deleted by rules.", rule.model_id.name)
                )
            if rule.days < model._personal_keep_days:
                raise ValidationError(
                    self.env._(
                        "Kept for (days): “%(records)s” is kept for at least %(days)s days (%(basis)s).",
                        records=rule.model_id.name,
                        days=f"{model._personal_keep_days:,}",
                        basis=model._personal_basis,
                    )
                )

    @api.model
    def _cron_dispose(self):
        for rule in self.search(Domain.TRUE):
            rule._dispose()
            self.env["ir.cron"]._commit_progress(1)

    def action_dispose(self):
        """Button *Delete what is due*."""
        self.check_access("write")
        for rule in self:
            rule._dispose()

    def _dispose(self):
        """Delete what is older than the rule says, in batches, and log it."""
        model = self.env[self.model_id.model]
        before = fields.Date.today() - timedelta(days=self.days)
        count = 0
        result = ""
        # Append-only tables let rows go for this job alone; see append_only.py.
        self.env.cr.execute("SELECT set_config('brokersync.retention', 'on', true)")
        try:
            while ids := self._due(model, before):
                with self.env.cr.savepoint():
                    self._delete(model, ids)
                count += len(ids)
        except psycopg2.IntegrityError as error:
            _logger.warning("Retention of %s stops: %s", model._name, error)
            result = self.env._("Stopped: other records still refer to what is due.")
        self.env.cr.execute("SELECT set_config('brokersync.retention', 'off', true)")
        self.env.invalidate_all()
        if count:
            self._log(model._name, self.basis, count, before)
        self.sudo().write(
            {
                "last_run": fields.Datetime.now(),
                "last_result": result or self.env._("%s records deleted", f"{count:,}"),
            }
        )

    @api.model
    def _log(self, model, rule, count, before):
        self.env["brokersync.disposal"].sudo().create(
            {
                "date": fields.Datetime.now(),
                "model": model,
                "rule": rule,
                "records": count,
                "before": before,
            }
        )

    def _due(self, model, before):
        held, ended = SQL(), SQL()
        of_firm = "firm_id" in model._fields and model._fields["firm_id"].store
        if of_firm:
            held = SQL(
                "AND NOT EXISTS (SELECT FROM brokersync_legal_hold h"
                " WHERE h.firm_id = t.firm_id AND h.released_on IS NULL)"
            )
        if model._personal_after_relationship:
            if not of_firm:
                return []
            ended = SQL(
                "AND EXISTS (SELECT FROM brokersync_firm f"
                " WHERE f.id = t.firm_id AND f.account_status = 'closed' AND f.closed_on < %s)",
                before,
            )
        self.env.cr.execute(
            SQL(
                "SELECT id FROM %s t WHERE %s < %s %s %s ORDER BY id LIMIT %s",
                SQL.identifier(model._table),
                SQL.identifier("t", self.date_field_id.name),
                before,
                held,
                ended,
                BATCH,
            )
        )
        return [row_id for (row_id,) in self.env.cr.fetchall()]

    @api.model
    def _delete(self, model, ids):
        """By SQL: the ORM's own methods refuse, rightly, to delete what is append-only."""
        self.env["mail.message"].sudo().search(
            [("model", "=", model._name), ("res_id", "in", ids)]
        ).unlink()
        self.env["ir.attachment"].sudo().search(
            [("res_model", "=", model._name), ("res_id", "in", ids)]
        ).unlink()
        self.env.cr.execute(
            SQL("DELETE FROM %s WHERE id = ANY(%s)", SQL.identifier(model._table), ids)
        )
