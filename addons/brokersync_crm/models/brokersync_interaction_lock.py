from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .brokersync_interaction import ENTRY_FIELDS

LOCK_HOURS = "brokersync_crm.interaction_lock_hours"
DEFAULT_LOCK_HOURS = 24
BATCH = 1000

# Columns that may change after the lock: they are not part of what was said.
SYSTEM_COLUMNS = (
    "escalated_at",
    "escalated_due",
    "message_main_attachment_id",
    "write_uid",
    "write_date",
)


class BrokersyncInteraction(models.Model):
    """Some hours after it was logged, an interaction is locked and never changes again, whoever asks."""

    _inherit = "brokersync.interaction"

    state = fields.Selection(
        [("open", "Open"), ("locked", "Locked")],
        required=True,
        default="open",
        readonly=True,
        copy=False,
    )
    locked_at = fields.Datetime("Locked", readonly=True, copy=False)
    lock_due = fields.Datetime("Locks", compute="_compute_lock_due")
    can_edit = fields.Boolean(compute="_compute_can_edit")

    _open_idx = models.Index("(create_date) WHERE state = 'open'")

    def init(self):
        """A locked row is refused by the database itself, so that no SQL and no administrator can change it."""
        self.env.cr.execute(
            SQL(
                """
            CREATE OR REPLACE FUNCTION brokersync_interaction_locked() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'DELETE' AND current_setting('brokersync.retention', true) = 'on' THEN
                    RETURN OLD;
                END IF;
                IF TG_OP = 'UPDATE' THEN
                    IF to_jsonb(NEW) - TG_ARGV[0]::text[] = to_jsonb(OLD) - TG_ARGV[0]::text[] THEN
                        RETURN NEW;
                    END IF;
                END IF;
                RAISE EXCEPTION 'Interaction %% is locked.', OLD.id
                    USING ERRCODE = 'restrict_violation', TABLE = 'brokersync_interaction';
            END $$;
            DROP TRIGGER IF EXISTS brokersync_interaction_locked ON brokersync_interaction;
            CREATE TRIGGER brokersync_interaction_locked BEFORE UPDATE OR DELETE ON brokersync_interaction
                FOR EACH ROW WHEN (OLD.state = 'locked') EXECUTE FUNCTION brokersync_interaction_locked(%s)
            """,
                "{" + ",".join(SYSTEM_COLUMNS) + "}",
            )
        )

    @api.model
    def _lock_after(self):
        """Time from logging to the lock."""
        hours = self.env["ir.config_parameter"].sudo().get_param(LOCK_HOURS, "")
        return timedelta(hours=int(hours) if hours.isdecimal() else DEFAULT_LOCK_HOURS)

    @api.depends("create_date", "state")
    def _compute_lock_due(self):
        after = self._lock_after()
        for interaction in self:
            logged = interaction.create_date
            interaction.lock_due = interaction.state == "open" and logged and logged + after

    @api.depends("broker_id", "state")
    @api.depends_context("uid")
    def _compute_can_edit(self):
        administrator = self.env.user.has_group("brokersync_crm.group_administrator")
        for interaction in self:
            interaction.can_edit = not interaction._is_locked() and (
                administrator or interaction.broker_id == self.env.user
            )

    def _is_locked(self):
        """Whether the time is over, even when the job that locks has not come by yet."""
        self.ensure_one()
        return self.state == "locked" or bool(
            self.lock_due and self.lock_due <= fields.Datetime.now()
        )

    def write(self, vals):
        if ENTRY_FIELDS & vals.keys() - {"follow_up_date"} or "broker_id" in vals:
            for interaction in self:
                if interaction._is_locked():
                    raise UserError(
                        self.env._(
                            "“%s” is locked and cannot be changed. Write what is to be added as a note below it, "
                            "or log another interaction.",
                            interaction.display_name,
                        )
                    )
        return super().write(vals)

    def action_lock(self):
        """Lock now, before the time is over."""
        self.check_access("write")
        self._check_author()
        self._lock()
        return True

    def _lock(self):
        self.sudo().filtered(lambda interaction: interaction.state == "open").write(
            {"state": "locked", "locked_at": fields.Datetime.now()}
        )

    @api.model
    def _cron_lock(self):
        """Lock what was logged long enough ago."""
        due = [
            ("state", "=", "open"),
            ("create_date", "<=", fields.Datetime.now() - self._lock_after()),
        ]
        interactions = self.search(due, order="create_date", limit=BATCH)
        interactions._lock()
        remaining = self.search_count(due) if len(interactions) == BATCH else 0
        self.env["ir.cron"]._commit_progress(len(interactions), remaining=remaining)
