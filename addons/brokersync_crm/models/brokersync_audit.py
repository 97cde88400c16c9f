import json
from datetime import UTC, datetime
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import SQL

from ..audit import chain
from ..audit.chaining import chain_in
from ..encrypted import keyring
from ..encrypted.keyring import KeyringError

CONTENT = (
    "id",
    "date",
    "user_id",
    "address",
    "model",
    "res_id",
    "action",
    "before",
    "after",
    "reason",
)
REASON_SIZE = 1000


class BrokersyncAudit(models.Model):
    """Who did what to which record, when, from where. Append-only; each row is chained to the one before it.

    A row is written with its HMAC in the transaction of what it tells: both happen or neither. It is chained after the
    commit, in a transaction of its own, so that no business transaction waits for another one's audit.
    """

    _name = "brokersync.audit"
    _description = "Audit log"
    _order = "id desc"
    _allow_sudo_commands = False
    _log_access = False

    date = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Who", readonly=True, index=True, ondelete="restrict")
    address = fields.Char(
        "From", readonly=True, help="Network address; empty when no person asked."
    )
    model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="model", readonly=True)
    action = fields.Char(required=True, readonly=True, size=40)
    before = fields.Text(readonly=True, help="Values before, as JSON. Personal ones are left out.")
    after = fields.Text(readonly=True, help="Values after, as JSON. Personal ones are left out.")
    reason = fields.Char(readonly=True, size=REASON_SIZE)
    mac = fields.Char("HMAC", required=True, readonly=True)
    sequence = fields.Integer("Number", readonly=True, aggregator=None, help="Place in the chain")
    previous = fields.Char("Hash before", readonly=True)
    hash = fields.Char(readonly=True)

    _sequence_uniq = models.UniqueIndex("(sequence)")
    _record_idx = models.Index("(model, res_id, id DESC)")
    _date_idx = models.Index("USING brin (date)")
    _unchained_idx = models.Index("(id) WHERE hash IS NULL")

    def init(self):
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION brokersync_audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                -- A row is chained once, and nothing else about it ever changes.
                IF TG_OP = 'UPDATE' AND OLD.hash IS NULL AND NEW.hash IS NOT NULL
                   AND to_jsonb(NEW) - '{sequence,previous,hash}'::text[]
                       = to_jsonb(OLD) - '{sequence,previous,hash}'::text[] THEN
                    RETURN NEW;
                END IF;
                RAISE EXCEPTION 'The audit log is append-only' USING ERRCODE = 'restrict_violation';
            END $$;
            CREATE OR REPLACE TRIGGER brokersync_audit_rows BEFORE UPDATE OR DELETE ON brokersync_audit
                FOR EACH ROW EXECUTE FUNCTION brokersync_audit_append_only();
            CREATE OR REPLACE TRIGGER brokersync_audit_table BEFORE TRUNCATE ON brokersync_audit
                FOR EACH STATEMENT EXECUTE FUNCTION brokersync_audit_append_only();
        """)

    def _compute_display_name(self):
        for row in self:
            row.display_name = self.env._("Row %s", row.id)

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        raise UserError(self.env._("Audit rows are written by BrokerSync itself."))

    def write(self, vals):
        raise UserError(self.env._("The audit log cannot be changed."))

    def unlink(self):
        raise UserError(self.env._("The audit log cannot be deleted."))  # pylint: disable=no-raise-unlink

    # Writing

    @api.model
    def _record(self, action, records, *, before=None, after=None, reason=""):
        """Write one row for each of `records`.

        :param records: what was done something to; an empty recordset for its model as a whole, such as an export
        :param before, after: values by field name, JSON types or what `json` can spell; either one dict for all records
            or a list with one for each. Personal values do not belong here: name the field and give a mask.
        """
        ids = records.ids or [0]
        now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        common = (self.env.uid, self._address(), records._name)
        self.env.cr.execute(
            "SELECT nextval('brokersync_audit_id_seq') FROM generate_series(1, %s)", [len(ids)]
        )
        numbers = [number for (number,) in self.env.cr.fetchall()]
        key = self._key()
        rows = []
        for index, (number, res_id) in enumerate(zip(numbers, ids, strict=True)):
            content = (
                number,
                now,
                *common,
                res_id,
                action,
                _spell(before, index),
                _spell(after, index),
                reason[:REASON_SIZE] or None,
            )
            rows.append((*content, chain.mac(key, canonical(content))))
        self.env.cr.execute(
            SQL(
                "INSERT INTO brokersync_audit (%s) VALUES %s",
                SQL(", ").join(map(SQL.identifier, (*CONTENT, "mac"))),
                SQL(", ").join(rows),
            )
        )
        self._chain_after_commit()

    @api.model
    def _address(self):
        return (request.httprequest.remote_addr or None) if request else None

    @api.model
    def _key(self):
        try:
            return keyring.current().audit
        except KeyringError as error:
            raise UserError(str(error)) from error

    # Chaining

    def _chain_after_commit(self):
        callbacks = self.env.cr.postcommit
        if not callbacks.data.get(self._name):
            callbacks.data[self._name] = True
            callbacks.add(partial(chain_in, self.env.cr.dbname))

    @api.model
    def _cron_chain(self):
        """What a process that died between commit and chaining left behind."""
        chain_in(self.env.cr.dbname)


def _spell(values, index):
    """JSON of one record's values, sorted, or None."""
    if isinstance(values, (list, tuple)):
        values = values[index]
    return json.dumps(values, sort_keys=True, ensure_ascii=False, default=str) if values else None


def canonical(content):
    """Content of a row as it goes into its HMAC."""
    return [value.isoformat() if isinstance(value, datetime) else value for value in content]
